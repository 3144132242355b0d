import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Due, TimeQueue } from './time-queue.ts'

const deed = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), atMs: fc.nat(20) }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(50) }),
  fc.record({ kind: fc.constant('take' as const) }),
)

test('whatever is pushed, cancelled and taken, the earliest that is left comes first', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const queue = new TimeQueue()
      const pushed: Due[] = []
      let left: Due[] = []
      const take = () => {
        // Array.toSorted is stable, so what was pushed earlier stays in front.
        const [first] = left.toSorted((a, b) => a.atMs - b.atMs)
        const work = first?.work
        left = left.filter((due) => due !== first)
        expect(queue.take()).toEqual(first && { atMs: first.atMs, work })
      }
      for (const one of deeds) {
        if (one.kind === 'push') {
          const due = queue.push(one.atMs, () => undefined)
          pushed.push(due)
          left.push(due)
        } else if (one.kind === 'cancel') {
          const due = pushed[one.which]
          if (due) queue.cancel(due)
          left = left.filter((other) => other !== due)
        } else take()
        expect(queue.count).toBe(left.length)
      }
      while (left.length > 0) take()
      expect(queue.take()).toBeUndefined()
    }),
  )
})
