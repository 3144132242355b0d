import { realHost } from '../shared/real-host.ts'
import { runMain } from '../shared/run-main.ts'
import { startMaster } from './master.ts'

await runMain(realHost('master'), startMaster)
