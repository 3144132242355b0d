/** The payload of every message, as schemas: these are the protocol. Control messages are in
 * snake_case, data messages in camelCase, as in the original. */
import { z } from 'zod'
import { collectionsSchema, itemId } from './models.ts'
import { pageProblemNames } from './page-problems.ts'

/** A worker's name; it also names folders and files, so it holds no separator. */
export const workerId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'has to be 1 to 64 letters, digits, dots or dashes')

export const registerSchema = z.object({
  worker_id: workerId,
  host: z.string().max(255),
  port: z.number().int().min(0).max(65_535),
  version: z.string().max(40),
  capabilities: z.array(z.string().max(40)).max(50),
  max_accounts: z.number().int().min(1).max(1000),
})
export type Registration = z.infer<typeof registerSchema>

export const proxySchema = z.object({
  server: z.string().min(1),
  username: z.string().optional(),
  password: z.string().optional(),
})

export const assignedAccountSchema = z.object({
  id: itemId,
  platform: z.string().min(1).max(40),
  account_name: z.string().max(200),
  /** Milliseconds between crawl rounds; null leaves it to the worker. */
  monitor_interval: z.number().int().positive().nullable(),
  proxy: proxySchema.nullable(),
})
export type AssignedAccount = z.infer<typeof assignedAccountSchema>

const refusal = z.object({ success: z.literal(false), error: z.string() })

export const registerAckSchema = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true), assigned_accounts: z.array(assignedAccountSchema) }),
  refusal,
])

export const heartbeatSchema = z.object({
  worker_id: workerId,
  status: z.literal('online'),
  active_tasks: z.number().int().nonnegative(),
  /** Megabytes of heap. */
  memory_usage: z.number().nonnegative(),
  /** Percent of one processor. */
  cpu_usage: z.number().nonnegative(),
})

export const heartbeatAckSchema = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true) }),
  refusal,
])

export const dataSyncSchema = z.object({
  accountId: itemId,
  platform: z.string().min(1).max(40),
  snapshot: z.object({ platform: z.string().min(1).max(40), data: collectionsSchema }),
  timestamp: z.number(),
})
export type DataSync = z.infer<typeof dataSyncSchema>

export const storeStatsSchema = z.object({
  totalAccounts: z.number(),
  totalComments: z.number(),
  totalContents: z.number(),
  totalConversations: z.number(),
  totalMessages: z.number(),
  lastUpdate: z.number().nullable(),
})
export type StoreStats = z.infer<typeof storeStatsSchema>

export const dataSyncAckSchema = z.discriminatedUnion('success', [
  z.object({
    success: z.literal(true),
    accountId: itemId,
    timestamp: z.number(),
    stats: storeStatsSchema,
  }),
  refusal,
])

const sinceMs = z.number().int().nonnegative()

export const accountProblemSchema = z.object({
  problem: z.enum(pageProblemNames),
  /** Milliseconds since 1970, by the worker's clock. */
  since: sinceMs,
  /** What was seen, where, and what to do: sentences for a person. */
  message: z.string().max(2000),
})

/** How an account fares: degraded as long as any problem of its pages is open. */
export const accountHealthSchema = z.object({
  health: z.enum(['healthy', 'degraded']),
  since: sinceMs,
  problems: z.array(accountProblemSchema).max(pageProblemNames.length),
})
export type AccountHealthStatus = z.infer<typeof accountHealthSchema>

/** Accounts in one status message, as in the original. */
export const maxAccountStatuses = 50

export const accountStatusSchema = z.object({
  worker_id: workerId,
  account_statuses: z
    .array(z.object({ account_id: itemId, status: accountHealthSchema }))
    .min(1)
    .max(maxAccountStatuses),
})

export const accountStatusAckSchema = z.discriminatedUnion('success', [
  z.object({
    success: z.literal(true),
    /** How many were taken, and how many not, because they are not that worker's accounts. */
    updated: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  refusal,
])

export const shutdownSchema = z.object({ reason: z.enum(['restart', 'stop']) })

export const shutdownAckSchema = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true) }),
  refusal,
])
