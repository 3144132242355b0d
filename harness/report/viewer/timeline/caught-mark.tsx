/** A triangle where an exception was caught and dropped. */
export function CaughtMark() {
  return (
    <svg class="caught-mark" width="9" height="8" viewBox="0 0 9 8">
      <title>exception dropped</title>
      <path d="M0 0h9L4.5 8Z" />
    </svg>
  )
}
