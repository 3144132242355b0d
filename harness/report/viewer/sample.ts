/** Models to look at and to test with: one for each state that a report can be in. */
import { empty } from './samples/empty.ts'
import { hostileModel } from './samples/hostile.ts'
import { largeModel } from './samples/large.ts'
import { seedModel } from './samples/seed.ts'
import { failModel, passModel, unknownModel } from './samples/states.ts'

export const samples = {
  seed: seedModel(),
  fail: failModel(),
  pass: passModel(),
  unknown: unknownModel(),
  empty,
  large: largeModel(),
  hostile: hostileModel(),
} as const
