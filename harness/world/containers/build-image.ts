/**
 * Builds the container image and prints its tag; set-up calls it. Lines of progress begin with
 * `image: `. Exit code 3 and one sentence where it cannot be built.
 */
import { ensureImage } from './image.ts'

try {
  const tag = await ensureImage({ progress: (line) => console.log(`image: ${line}`) })
  console.log(tag)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 3
}
