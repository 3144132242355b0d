/** Node's own: the simulation replaces the global one. */
const turn = setImmediate

/**
 * Lets go of the HTTP parser that node:http has bound to a connection, once its program is dead.
 * Node holds parsers from outside its heap until the connection is closed; here nobody is left to
 * close it, and the parser would keep everything of the dead life. In a later turn, because this
 * very parser may be at work.
 */
export function releaseParser(connection: object): void {
  const parser: unknown = Reflect.get(connection, 'parser')
  if (typeof parser !== 'object' || parser === null) return
  turn(() => {
    const close: unknown = Reflect.get(parser, 'close')
    if (typeof close === 'function') Reflect.apply(close, parser, [])
  })
}
