import { realHost } from '../shared/real-host.ts'
import { runMain } from '../shared/run-main.ts'
import { startWorker } from './worker.ts'

await runMain(realHost(process.env.WORKER_ID ?? 'worker'), startWorker)
