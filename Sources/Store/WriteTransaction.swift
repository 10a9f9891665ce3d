// Where the turn of a database stands: what SQLite's transaction and savepoints are, and what they should be.

/// The state of the transaction that groups the writes of a turn, with the statements that move it.
struct WriteTransaction {
    enum State {
        /// Nothing was written since the last commit.
        case clean
        /// A transaction is open.
        case open
        /// SQLite took the transaction back by itself: nothing of this turn can be committed any more.
        case lost(StoreError)
    }

    /// The statements of one level of savepoints.
    struct Level {
        let open: Statement
        let release: Statement
        let undo: Statement
    }

    var state = State.clean
    /// How many scopes have been entered.
    var depth = 0
    /// How many of them, from the outermost, have their savepoint.
    var opened = 0
    var begin: Statement?
    var end: Statement?
    var levels: [Level] = []
    /// What takes the first write of the outermost scope back, if that has no savepoint of its own: a statement and the
    /// number of the row that it removes.
    var undo: (removal: SQL, row: Int)?
    /// Whether the statement that is about to run will have such an undo.
    var isUndoable = false
    /// Whether the next write can do without a savepoint.
    var canUndo: Bool { depth == 1 && opened == 0 && undo == nil }
    /// How often something that was written has been taken back.
    var undoings = 0
    /// How many statements that write have run.
    var writings = 0
}

extension Database {
    /// How often something that was written has been taken back. What is remembered of the database beside it may be wrong
    /// when this has changed.
    public var undoings: Int { transaction.undoings }

    /// Another number after everything that can have changed what is stored: what was read under the same number is still
    /// so.
    public var version: Int { transaction.writings + transaction.undoings }

    /// Whether there is something to commit, or a failure to hear of from ``commit()``.
    public var isDirty: Bool {
        if case .clean = transaction.state { false } else { true }
    }

    /// Runs `body`; when it throws, everything that it wrote is taken back. Scopes nest. A scope that only reads issues
    /// no statement at all.
    ///
    /// - Throws: what `body` throws; ``StoreError`` when SQLite took the whole turn back, as it does when the disk is
    ///   full. Then ``commit()`` throws too.
    @inlinable
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        enterScope()
        let result: T
        do {
            result = try body()
        } catch {
            throw abandonScope(error)
        }
        try leaveScope()
        return result
    }

    /// Makes everything since the last commit permanent, and ends the turn. Does nothing when nothing was written.
    ///
    /// - Throws: ``StoreError`` when that failed, now or earlier in the turn; then everything since the last commit is
    ///   taken back, and the next write begins a new turn.
    public func commit() throws(StoreError) {
        guard transaction.opened == 0, transaction.undo == nil else {
            throw .misuse("A transaction cannot be committed within a savepoint that has written.")
        }
        switch transaction.state {
        case .clean: return
        case .lost(let error):
            transaction.state = .clean
            throw error
        case .open:
            do {
                if transaction.end == nil { transaction.end = try control("COMMIT") }
                try transaction.end?.run()
                transaction.state = .clean
            } catch {
                rollback()
                throw error
            }
        }
    }

    /// Takes everything since the last commit back, and ends the turn. Scopes that are still open and have written
    /// fail when they end.
    public func rollback() {
        transaction.undoings += 1
        if isInTransaction { try? directly("ROLLBACK") }
        guard transaction.opened > 0 || transaction.undo != nil else {
            transaction.state = .clean
            return
        }
        transaction.opened = 0
        transaction.undo = nil
        transaction.state = .lost(.misuse("The transaction was rolled back while a savepoint was open."))
    }

    /// Opens the turn and the savepoints of the scopes around, before a statement that writes.
    func beginWriting() throws(StoreError) {
        transaction.writings += 1
        switch transaction.state {
        case .lost(let error): throw error
        case .clean:
            if transaction.begin == nil { transaction.begin = try control("BEGIN IMMEDIATE") }
            try transaction.begin?.run()
            transaction.state = .open
        case .open: break
        }
        if transaction.isUndoable { return }
        while transaction.opened < transaction.depth {
            try level(transaction.opened).open.run()
            transaction.opened += 1
        }
    }

    /// Looks, after an error, whether SQLite rolled the transaction back by itself
    /// (<https://www.sqlite.org/lang_transaction.html>, section 3).
    func noticing(_ error: StoreError) -> StoreError {
        if case .open = transaction.state, !isInTransaction { lose(error) }
        return error
    }

    @usableFromInline func enterScope() {
        transaction.depth += 1
    }

    @usableFromInline func leaveScope() throws(StoreError) {
        if case .lost(let error) = transaction.state {
            transaction.depth -= 1
            throw error
        }
        if transaction.opened == transaction.depth {
            do {
                try level(transaction.depth - 1).release.run()
            } catch {
                undoScope()
                if transaction.depth == 1 { undoInsertion() }
                transaction.depth -= 1
                throw error
            }
            transaction.opened -= 1
        }
        transaction.depth -= 1
        if transaction.depth == 0 { transaction.undo = nil }
    }

    /// Takes the scope's writes back; returns what the scope is to throw.
    @usableFromInline func abandonScope(_ error: any Error) -> any Error {
        defer { transaction.depth -= 1 }
        if case .lost(let loss) = transaction.state { return error is StoreError ? error : loss }
        if transaction.opened == transaction.depth { undoScope() }
        if transaction.depth == 1 { undoInsertion() }
        return error
    }

    /// Removes the row that the outermost scope has inserted without a savepoint.
    private func undoInsertion() {
        guard let (removal, row) = transaction.undo else { return }
        transaction.undo = nil
        transaction.undoings += 1
        transaction.isUndoable = true
        defer { transaction.isUndoable = false }
        do {
            try execute(removal, [.int(row)])
        } catch {
            // The turn holds a row that should not be there.
            try? directly("ROLLBACK")
            lose(error)
        }
    }

    private func undoScope() {
        transaction.undoings += 1
        do {
            let level = try level(transaction.depth - 1)
            try level.undo.run()
            try level.release.run()
            transaction.opened -= 1
        } catch {
            // Without its savepoint the turn may hold half of what the scope did.
            try? directly("ROLLBACK")
            lose(error)
        }
    }

    private func lose(_ error: StoreError) {
        transaction.undoings += 1
        transaction.opened = 0
        transaction.undo = nil
        transaction.state = .lost(error)
    }

    private func level(_ index: Int) throws(StoreError) -> WriteTransaction.Level {
        while transaction.levels.count <= index {
            let name = "s\(transaction.levels.count + 1)"
            transaction.levels.append(
                WriteTransaction.Level(
                    open: try control("SAVEPOINT \(name)"), release: try control("RELEASE \(name)"),
                    undo: try control("ROLLBACK TO \(name)")))
        }
        return transaction.levels[index]
    }
}
