// The end of a turn: what was written is committed, then the answers that waited for it leave.

import Contract
import HTTP
import Store
import System

extension Emulator {
    func hold(_ context: RequestContext, _ response: Response, problem: Problem?) {
        let response = context.fault.map { $0.applied(to: response) } ?? response
        record(context, response, problem: problem)
        context.charge = nil
        context.call = nil
        memory.change(by: response.body.memoryCount)
        held.append(HeldReply(context: context, response: response))
    }

    func record(_ context: RequestContext, _ response: Response, problem: Problem?) {
        guard !context.isLook else { return }
        if let recording = context.tenant.recording, context.isRecorded { recording.add(context.request, response) }
        var entry = context.journalEntry(status: response.status, problem: problem, wallClock: wallClock)
        if configuration.checksAnswers { entry.answerViolations = check(response, to: context) }
        if response.status >= 400 { entry.answer = JournalAnswer(response) }
        if let operation = context.operation { context.tenant.operationUse.count(operation, status: entry.status) }
        metrics.count(
            context.operation, platform: context.platform.id, status: response.status, microseconds: entry.duration,
            bytesIn: context.request.body.count, bytesOut: response.body.count)
        let level: Log.Level = response.status >= 500 ? .warning : .debug
        if log.writes(level) { log.request(entry, tenant: context.tenant.name, at: level) }
        context.tenant.journal.record(consume entry)
        if context.tenant.events.isOpen {
            context.tenant.events.noteRequest()
            if response.status < 400 { context.tenant.journal.note(response, to: context.number) }
        }
    }

    /// What an answer has that its contract does not promise, which is logged, too.
    private func check(_ response: Response, to context: RequestContext) -> [Violation]? {
        do {
            let violations = try AnswerCheck.violations(of: response, to: context, contracts: contracts)
            if let first = violations?.first, let operation = context.operation {
                log.warning(
                    "an answer breaks its contract",
                    [
                        "request": String(context.number), "tenant": context.tenant.name, "operation": operation.name,
                        "status": String(response.status), "violations": String(violations?.count ?? 0),
                        "pointer": first.pointer, "expected": first.expected, "got": first.got,
                    ])
            }
            return violations
        } catch {
            log.error("an answer could not be checked", ["error": "\(error)"])
            return nil
        }
    }

    /// Ends the turn: commits every tenant that was written to, releases the held replies, then sends the webhooks that
    /// are ready. A reply whose tenant could not be committed becomes the platform's 507 or 500.
    public func commitTurn() {
        let commits = metrics.commits
        var failed: [ObjectIdentifier: Problem] = [:]
        for tenant in tenants.all where tenant.database.isDirty {
            if let problem = commit(tenant) { failed[ObjectIdentifier(tenant)] = problem }
        }
        var due: [HeldReply] = []
        swap(&due, &held)
        release(due, failed: failed)
        let isIdle = due.isEmpty && metrics.commits == commits
        keepMemory(of: &due)
        for tenant in tenants.all where tenant.outbox.hasReady && !isHeld(tenant) { webhookSender.send(from: tenant) }
        if !watched.isEmpty { writeEvents() }
        checkpoint(isIdle: isIdle && !hasWork)
    }

    /// Lets the next turn's replies have the memory of those that have left, unless that is much.
    private func keepMemory(of replies: inout [HeldReply]) {
        guard held.isEmpty, replies.capacity <= 256 else { return }
        replies.removeAll(keepingCapacity: true)
        swap(&replies, &held)
    }

    /// Moves a write-ahead log into its database, now that the replies have left: in a turn in which nothing has happened,
    /// or however busy when the log is far too long.
    private func checkpoint(isIdle: Bool) {
        guard wantsQuietTurn else { return }
        let waiting = tenants.all.filter(\.database.wantsCheckpoint)
        let moved = waiting.first { $0.database.checkpoint(isIdle: isIdle) }
        wantsQuietTurn = waiting.contains { $0 !== moved && $0.database.wantsCheckpoint }
    }

    /// How many answers wait for ``commitTurn()``, long tasks for their next slice, and deliveries for their receivers.
    public var queueLengths: (replies: Int, tasks: Int, deliveries: Int) {
        (held.count, slicing.count, webhookSender.inFlight)
    }

    /// Commits a tenant; what is to be answered instead when that failed.
    func commit(_ tenant: Tenant) -> Problem? {
        do {
            try tenant.storeState()
            try tenant.database.commit()
            tenant.blobs.settle()
            metrics.commits += 1
            tenant.worker?.noteCommit(wall: wallClock.microseconds())
            if tenant.database.wantsCheckpoint { wantsQuietTurn = true }
            return nil
        } catch {
            metrics.failedCommits += 1
            log.error("commit failed", ["tenant": tenant.name, "error": "\(error)"])
            tenant.database.rollback()
            // Without room the turn is not in the log. After any other failure it may be there whole, and count at the
            // next start: its files stay until a commit has taken its place, or a start has swept them up.
            if (error as? StoreError)?.isFull ?? true { tenant.blobs.settle() }
            tenant.schedule.invalidate()
            tenant.outcomes.invalidate()
            tenant.outbox.pause()
            tenant.events.takeBack()
            worker(of: tenant).rest(wall: wallClock.microseconds())
            try? tenant.load()
            return problem(of: error)
        }
    }

    func releaseHeld(of tenant: Tenant, problem: Problem?) {
        let due = held.filter { $0.context.tenant === tenant }
        held.removeAll { $0.context.tenant === tenant }
        release(due, failed: problem.map { [ObjectIdentifier(tenant): $0] } ?? [:])
    }

    func release(_ due: [HeldReply], failed: [ObjectIdentifier: Problem]) {
        for index in due.indices {
            let context = due[index].context
            memory.change(by: -due[index].response.body.memoryCount)
            if !failed.isEmpty, let problem = failed[ObjectIdentifier(context.tenant)] {
                context.tenant.journal.amend(id: context.number, problem: problem)
                context.takeLive()?.end()
                context.send(Rendering.response(problem, context: context))
            } else {
                context.send(due[index].response)
            }
        }
    }
}
