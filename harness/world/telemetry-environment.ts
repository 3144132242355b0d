/** Standard OpenTelemetry settings for the processes of a run: everything, soon, to the receiver. */
export function telemetryEnvironment(endpoint: string, token: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    // The header list is percent-encoded (W3C baggage), so the blank is %20.
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}`,
    // Stories wait for spans, so they are handed over soon after their end.
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    // Longer than a fault freezes a process: what was under way then must not be given up after it.
    OTEL_EXPORTER_OTLP_TIMEOUT: '120000',
  }
}
