// The metrics of the process in the text format of Prometheus, version 0.0.4.

import Contract
import Emulator
import JSON
import System

/// Writes metrics: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
enum MetricsText {
    static let handlers: [String: Handler] = [
        "getMetrics": { call in
            .document(try text(of: call.emulator), mediaType: "text/plain; version=0.0.4; charset=utf-8")
        }
    ]

    private static func text(of emulator: Emulator) throws -> String {
        var page = MetricsPage()
        addRequests(emulator, to: &page)
        addDurations(emulator.metrics, to: &page)
        let metrics = emulator.metrics
        page.begin("deepmock_body_bytes_total", "counter", "Bytes of request and answer bodies.")
        page.add("deepmock_body_bytes_total", [("direction", "in")], metrics.bytesIn)
        page.add("deepmock_body_bytes_total", [("direction", "out")], metrics.bytesOut)
        page.begin("deepmock_commits_total", "counter", "Transactions by result.")
        page.add("deepmock_commits_total", [("result", "committed")], metrics.commits)
        page.add("deepmock_commits_total", [("result", "failed")], metrics.failedCommits)
        let queues = emulator.queueLengths
        page.begin("deepmock_queue_length", "gauge", "Replies, tasks and deliveries that wait.")
        page.add("deepmock_queue_length", [("queue", "replies")], queues.replies)
        page.add("deepmock_queue_length", [("queue", "tasks")], queues.tasks)
        page.add("deepmock_queue_length", [("queue", "deliveries")], queues.deliveries)
        try addTenants(emulator, to: &page)
        page.begin("deepmock_connections", "gauge", "Open connections.")
        page.add("deepmock_connections", [], emulator.connectionCount())
        let memory = emulator.memory
        page.begin("deepmock_buffer_bytes", "gauge", "Memory of request bodies and unsent answers.")
        page.add("deepmock_buffer_bytes", [], memory.used)
        page.begin("deepmock_buffer_peak_bytes", "gauge", "The most of it since the start.")
        page.add("deepmock_buffer_peak_bytes", [], memory.peak)
        page.begin("deepmock_buffer_limit_bytes", "gauge", "The most of it that is allowed.")
        page.add("deepmock_buffer_limit_bytes", [], memory.limit)
        page.begin("deepmock_crowded_requests", "gauge", "Requests that wait because others hold that memory.")
        page.add("deepmock_crowded_requests", [], emulator.crowdedCount())
        page.begin("deepmock_resident_bytes", "gauge", "Resident memory.")
        page.add("deepmock_resident_bytes", [], SystemProcess.residentBytes)
        page.begin("deepmock_start_time_seconds", "gauge", "Start of the process in Unix time.")
        page.add("deepmock_start_time_seconds", [], emulator.started.unixSeconds)
        return page.text
    }

    private static func addRequests(_ emulator: Emulator, to page: inout MetricsPage) {
        let name = "deepmock_requests_total"
        page.begin(name, "counter", "Requests by operation and status; operation is empty when none matched.")
        for operation in emulator.catalogue.operations {
            for entry in emulator.metrics.requests(of: operation) {
                page.add(
                    name,
                    [("platform", operation.platform), ("operation", operation.id), ("status", String(entry.status))],
                    entry.count)
            }
        }
        for (index, platform) in emulator.metrics.platforms.enumerated() {
            for entry in emulator.metrics.unmatchedRequests(ofPlatformAt: index) {
                page.add(
                    name, [("platform", platform), ("operation", ""), ("status", String(entry.status))], entry.count)
            }
        }
    }

    private static func addDurations(_ metrics: Metrics, to page: inout MetricsPage) {
        let name = "deepmock_request_duration_seconds"
        page.begin(name, "histogram", "Wall time from the end of the request to its answer.")
        for (platform, histogram) in zip(metrics.platforms, metrics.histograms) {
            var sum = 0
            for (index, count) in histogram.counts.enumerated() {
                sum += count
                let isLast = index == Metrics.Histogram.bounds.count
                let bound = isLast ? "+Inf" : MetricsPage.seconds(Metrics.Histogram.bounds[index])
                page.add(name + "_bucket", [("platform", platform), ("le", bound)], sum)
            }
            page.add(name + "_sum", [("platform", platform)], MetricsPage.seconds(histogram.sum))
            page.add(name + "_count", [("platform", platform)], sum)
        }
    }

    private static func addTenants(_ emulator: Emulator, to page: inout MetricsPage) throws {
        let tenants = emulator.tenants.all
        page.begin("deepmock_tenants", "gauge", "Tenants.")
        page.add("deepmock_tenants", [], tenants.count)
        page.begin("deepmock_schedule_rows", "gauge", "Pending transitions by tenant and class.")
        for tenant in tenants {
            let pending = try tenant.schedule.pending()
            page.add("deepmock_schedule_rows", [("tenant", tenant.name), ("class", "work")], pending.work)
            page.add("deepmock_schedule_rows", [("tenant", tenant.name), ("class", "deadline")], pending.deadlines)
        }
        page.begin("deepmock_webhook_deliveries", "gauge", "Webhook deliveries in the log by tenant and state.")
        for tenant in tenants {
            for (state, count) in try tenant.outbox.counts() {
                page.add("deepmock_webhook_deliveries", [("tenant", tenant.name), ("state", state)], count)
            }
        }
    }
}
