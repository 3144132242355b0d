/** The part of Playwright that the recorder listens to; its own objects fit. */
import type { Header } from './captured.ts'

export interface ContextTraffic {
  on(event: 'request', listener: (request: RequestTraffic) => void): unknown
  on(event: 'page', listener: (page: PageTraffic) => void): unknown
  pages(): readonly PageTraffic[]
}

export interface PageTraffic {
  on(event: 'websocket', listener: (socket: SocketTraffic) => void): unknown
}

export interface RequestTraffic {
  url(): string
  method(): string
  resourceType(): string
  postDataBuffer(): Buffer | null
  serviceWorker(): object | null
  /** Null when it failed. */
  response(): Promise<ResponseTraffic | null>
  failure(): { errorText: string } | null
  timing(): { startTime: number; responseStart: number; responseEnd: number }
  sizes(): Promise<{ responseBodySize: number }>
}

export interface ResponseTraffic {
  status(): number
  statusText(): string
  fromServiceWorker(): boolean
  /** In lower case. */
  headers(): Readonly<Record<string, string>>
  headersArray(): Promise<Header[]>
  finished(): Promise<unknown>
  body(): Promise<Buffer>
}

export interface SocketTraffic {
  url(): string
  on(event: 'framesent', listener: (frame: { payload: string | Buffer }) => void): unknown
  on(event: 'framereceived', listener: (frame: { payload: string | Buffer }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'socketerror', listener: (error: string) => void): unknown
}
