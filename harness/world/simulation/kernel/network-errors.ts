/** The errors of Node's sockets, with the same codes, numbers and words. */
const numbers = {
  EADDRINUSE: -98,
  ECONNREFUSED: -111,
  ECONNRESET: -104,
  ENOTFOUND: -3008,
  EPIPE: -32,
  ETIMEDOUT: -110,
}

export function networkError(
  syscall: 'connect' | 'getaddrinfo' | 'listen' | 'read' | 'write',
  code: keyof typeof numbers,
  place?: { address: string; port: number },
): Error {
  const where = place ? ` ${place.address}:${place.port}` : ''
  const text =
    code === 'EADDRINUSE'
      ? `${syscall} ${code}: address already in use${where}`
      : syscall === 'getaddrinfo'
        ? `${syscall} ${code} ${place?.address}`
        : `${syscall} ${code}${where}`
  const named = syscall === 'getaddrinfo' ? { hostname: place?.address } : place
  return Object.assign(new Error(text), { errno: numbers[code], code, syscall, ...named })
}
