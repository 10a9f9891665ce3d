// The end of a turn: what was written is committed, then the answers that waited for it leave.

import Contract
import HTTP
import Store

extension Emulator {
    func hold(_ visit: Visit, _ response: Response, problem: Problem?) {
        let response = visit.fault.map { $0.applied(to: response) } ?? response
        record(visit, response, problem: problem)
        held.append(HeldReply(visit: visit, response: response))
    }

    func record(_ visit: Visit, _ response: Response, problem: Problem?) {
        if let recording = visit.tenant.recording, visit.isRecorded { recording.add(visit.request, response) }
        let entry = visit.journalEntry(status: response.status, problem: problem, wallClock: wallClock)
        visit.tenant.journal.record(entry)
        metrics.count(
            visit.operation, platform: visit.platform.id, status: response.status, microseconds: entry.duration,
            bytesIn: visit.request.body.count, bytesOut: response.body.count)
        let level: Log.Level = response.status >= 500 ? .warning : .debug
        if log.writes(level) { log.request(entry, tenant: visit.tenant.name, at: level) }
    }

    /// Ends the turn: commits every tenant that was written to, releases the held replies, then sends the webhooks that
    /// are ready. A reply whose tenant could not be committed becomes the platform's 507 or 500.
    public func commitTurn() {
        var failed: [ObjectIdentifier: Problem] = [:]
        for tenant in registry.all where tenant.database.isDirty {
            if let problem = commit(tenant) { failed[ObjectIdentifier(tenant)] = problem }
        }
        let due = held
        held.removeAll()
        release(due, failed: failed)
        for tenant in registry.all where tenant.outbox.hasReady { courier.send(from: tenant) }
    }

    /// Whether answers wait for ``commitTurn()``.
    public var hasHeldReplies: Bool { !held.isEmpty }

    /// How many answers wait for ``commitTurn()``, long tasks for their next slice, and deliveries for their receivers.
    public var queueLengths: (replies: Int, tasks: Int, deliveries: Int) {
        (held.count, slicing.count, courier.inFlight)
    }

    /// Commits a tenant; what is to be answered instead when that failed.
    func commit(_ tenant: Tenant) -> Problem? {
        do {
            try tenant.storeState()
            try tenant.database.commit()
            tenant.blobs.settle()
            metrics.commits += 1
            return nil
        } catch {
            metrics.failedCommits += 1
            log.error("commit failed", ["tenant": tenant.name, "error": "\(error)"])
            tenant.database.rollback()
            tenant.blobs.settle()
            tenant.schedule.invalidate()
            tenant.outcomes.invalidate()
            tenant.outbox.pause()
            try? tenant.load()
            return problem(of: error)
        }
    }

    func releaseHeld(of tenant: Tenant, problem: Problem?) {
        let due = held.filter { $0.visit.tenant === tenant }
        held.removeAll { $0.visit.tenant === tenant }
        release(due, failed: problem.map { [ObjectIdentifier(tenant): $0] } ?? [:])
    }

    func release(_ due: [HeldReply], failed: [ObjectIdentifier: Problem]) {
        for reply in due {
            if let problem = failed[ObjectIdentifier(reply.visit.tenant)] {
                reply.visit.tenant.journal.amend(id: reply.visit.number, problem: problem)
                reply.visit.deliver(Rendering.response(problem, visit: reply.visit))
            } else {
                reply.visit.deliver(reply.response)
            }
        }
    }
}
