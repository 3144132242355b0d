/**
 * Every fault of network, process, clock and disk that the simulated world knows, by chance, for
 * five minutes; then all heal, and within three minutes everything that was ever shown must have
 * arrived. At the system's own pace (`timeScale` 1), so that outages stand to its timeouts as they
 * do in production: heartbeats every 10 s, syncs every 30 s, pings of the connection every 25 s.
 */
const minuteMs = 60_000

export const everyWeather = {
  topology: { workers: 2, accounts: 2 },
  recording: 'creator-basic',
  timeScale: 1,
  stormMs: 5 * minuteMs,
  catchUpMs: 3 * minuteMs,
  calmMs: minuteMs,

  gusts: [
    { fault: 'partition', perMinute: 0.2, forMs: [1000, 90_000] },
    { fault: 'oneWayCut', perMinute: 0.2, forMs: [1000, 90_000] },
    {
      fault: 'slowLink',
      perMinute: 0.15,
      forMs: [5000, 60_000],
      options: { latencyMs: [100, 5000], jitterMs: [0, 2000] },
    },
    {
      fault: 'thinLink',
      perMinute: 0.1,
      forMs: [5000, 60_000],
      options: { bytesPerSecond: [500, 50_000] },
    },
    { fault: 'resetConnections', perMinute: 0.2 },
    { fault: 'refusedConnections', perMinute: 0.1, forMs: [1000, 30_000] },
    { fault: 'kill', perMinute: 0.2 },
    { fault: 'freeze', perMinute: 0.15, forMs: [1000, 60_000] },
    { fault: 'clockJump', perMinute: 0.1, options: { byMs: [-3_600_000, 3_600_000] } },
    {
      fault: 'clockSkew',
      perMinute: 0.1,
      forMs: [1000, 120_000],
      options: { byMs: [-600_000, 600_000] },
    },
    {
      fault: 'clockDrift',
      perMinute: 0.1,
      forMs: [10_000, 120_000],
      options: { ppm: [-2000, 2000] },
    },
    { fault: 'diskFull', perMinute: 0.1, forMs: [1000, 60_000], strikes: 'master' },
    { fault: 'diskFailure', perMinute: 0.1, forMs: [1000, 60_000], strikes: 'master' },
    { fault: 'powerLoss', perMinute: 0.1 },
  ],
} as const
