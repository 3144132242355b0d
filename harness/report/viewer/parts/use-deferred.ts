import { useEffect, useState } from 'preact/hooks'

/** A value that follows typing once it pauses, so that 10,000 rows are not searched at each key. */
export function useDeferred<Value>(value: Value, delayMs = 80): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return settled
}
