/**
 * Asks whether a Docker engine answers, without any dependency and quickly: set-up, the choice of
 * the world and the tests all ask here, so that they never disagree.
 */
import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { reason } from './paths.mjs'

/**
 * @typedef {object} EngineAnswer
 * @property {boolean} available
 * @property {string} where the socket or address that was asked
 * @property {string} [why] why no engine can be used
 */

/** An address that does not even connect within this time has no engine. */
const connectLimitMs = 250
/** An engine that accepted the connection may be busy. */
const answerLimitMs = 10_000

/**
 * Whether a Docker engine answers that runs Linux containers. Respects DOCKER_HOST (`unix://` and
 * `tcp://`, with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH). Never rejects.
 * @returns {Promise<EngineAnswer>}
 */
export async function dockerEngine() {
  const where = engineAddress()
  if (where === undefined) {
    return { available: false, where: 'the usual sockets', why: 'there is no Docker socket' }
  }
  try {
    const answer = await engineGet('/_ping')
    if (answer.status !== 200) {
      return { available: false, where, why: `it answered with HTTP status ${answer.status}` }
    }
    const system = answer.headers.ostype
    if (system && system !== 'linux') {
      return {
        available: false,
        where,
        why: `it runs ${String(system)} containers, not Linux ones`,
      }
    }
    return { available: true, where }
  } catch (error) {
    return { available: false, where, why: explain(error) }
  }
}

/**
 * One GET to the engine's API. Rejects where none answers.
 * @param {string} path
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }>}
 */
export function engineGet(path) {
  return new Promise((resolve, reject) => {
    const where = engineAddress()
    if (where === undefined) throw new Error('there is no Docker socket')
    const target = targetOf(where)
    const send = target.tls ? httpsRequest : httpRequest
    const request = send({ ...target.options, path, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => {
        body += text
      })
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    const fail = () => request.destroy(new Error('it did not answer in time'))
    let limit = setTimeout(fail, connectLimitMs)
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        clearTimeout(limit)
        limit = setTimeout(fail, answerLimitMs)
      })
    })
    request.on('close', () => clearTimeout(limit))
    request.on('error', reject)
    request.end()
  })
}

/** DOCKER_HOST, else the first of the usual sockets that exists. */
function engineAddress() {
  if (process.env.DOCKER_HOST) return process.env.DOCKER_HOST
  const runtimeFolder = process.env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`
  const sockets = [
    '/var/run/docker.sock',
    join(runtimeFolder, 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
  ]
  const found = sockets.find((path) => existsSync(path))
  return found && `unix://${found}`
}

/**
 * @param {string} where
 * @returns {{ tls: boolean, options: import('node:https').RequestOptions }}
 */
function targetOf(where) {
  const url = new URL(where)
  if (url.protocol === 'unix:') return { tls: false, options: { socketPath: url.pathname } }
  if (url.protocol !== 'tcp:' && url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(
      `DOCKER_HOST begins with ${url.protocol}, and only unix: and tcp: are known here`,
    )
  }
  const tls = url.protocol === 'https:' || process.env.DOCKER_TLS_VERIFY === '1'
  const port = url.port || (tls ? '2376' : '2375')
  const options = { host: url.hostname, port }
  if (!tls) return { tls, options }
  const keys = process.env.DOCKER_CERT_PATH ?? join(homedir(), '.docker')
  const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) =>
    readFileSync(join(keys, `${name}.pem`)),
  )
  return { tls, options: { ...options, ca, cert, key } }
}

/** @param {unknown} error */
function explain(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES') return 'this user may not use that socket; add it to the group docker'
  if (code === 'ENOENT') return 'there is no such socket'
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  return reason(error)
}
