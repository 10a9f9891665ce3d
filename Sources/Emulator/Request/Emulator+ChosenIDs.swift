// Runs what a request does with the id that it chose: the first record of its kind gets it.

import Contract
import HTTP
import Store

extension Emulator {
    /// Notes the id that a request chooses.
    ///
    /// - Throws: ``Problem`` 400 as ``ChosenID``.
    func chooseID(_ call: Call, _ context: RequestContext) throws {
        guard call.request.head.headers.contains(.deepmockID) else { return }
        context.chosenID = try ChosenID(
            call.request.head, for: call.operation, kind: call.platform.records[call.operation.id])
    }

    /// Runs a part of a request: its handler, what follows work on the pool, or a slice. Nobody else's records are made
    /// meanwhile.
    func choosing<T>(for context: RequestContext, _ body: () throws -> T) throws -> T {
        guard let chosen = context.chosenID else { return try body() }
        do {
            guard !chosen.isUsed else { return try body() }
            return try offering(chosen, for: context, body)
        } catch let error as StoreError where error.isDuplicate {
            // Another request has taken it while this one was waiting.
            throw chosen.isTaken
        }
    }

    private func offering<T>(_ chosen: ChosenID, for context: RequestContext, _ body: () throws -> T) throws -> T {
        let tenant = context.tenant
        try chosen.offer(to: tenant)
        var ledger: NumberLedger?
        if case .number(let table, isReused: false) = chosen.kind.form {
            ledger = try NumberLedger(table: table, database: tenant.database)
        }
        var isOffered = true
        defer { if isOffered { _ = chosen.withdraw(from: tenant) } }
        let result = try body()
        isOffered = false
        guard chosen.withdraw(from: tenant) else { return result }
        context.chosenID?.isUsed = true
        if let ledger, let number = Int(chosen.text) { try ledger.record(number) }
        return result
    }
}
