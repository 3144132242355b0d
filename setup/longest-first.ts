import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes about a minute or more, the longest first. */
const longest = ['harness/cli/processes.slow.test.ts', 'harness/run/page-faults.slow.test.ts']

/**
 * The order of test files: these first, so that none of them is begun when all others are done;
 * the rest as vitest has it. It knows the longest itself only where it has run before.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((file) => moduleId.endsWith(file))
      return place === -1 ? longest.length : place
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}
