// Imports: records are read on the thread pool and inserted on the loop, a hundred at a time. A large file never keeps
// other requests waiting, and after a restart an import continues where its last slice ended.

import Emulator
import JSON
import Store
import System

/// Imports of tables and of inline documents.
enum Imports {
    static let transitions = [step]

    /// Starts an import at `due`. Afterwards `order.done` runs, with the number of documents as `taken` in its payload.
    static func start(_ order: ImportOrder, at due: Instant, in tenant: Tenant) throws {
        try tenant.schedule.add(step, subject: .number(order.insert(tenant.database)), at: due)
    }

    /// Starts the import that has been inserted for a group.
    static func start(intoGroup group: Int, at due: Instant, in tenant: Tenant) throws {
        let id = try tenant.database.scalarInt("SELECT id FROM studio_imports WHERE group_id = ?", .int(group))
        if let id { try tenant.schedule.add(step, subject: .number(id), at: due) }
    }

    /// Cancels the imports into a group.
    static func cancel(intoGroup group: Int, in tenant: Tenant) throws {
        try cancel(where: "group_id = ?", .int(group), in: tenant)
    }

    /// Cancels the imports into a project.
    static func cancel(intoProject project: Int, in tenant: Tenant) throws {
        try cancel(where: "project = ?", .int(project), in: tenant)
    }

    /// Cancels the imports that a record waits for, and its scheduled transitions.
    static func cancel(subject: ScheduleSubject, in tenant: Tenant) throws {
        try tenant.schedule.cancel(subject: subject)
        try cancel(where: "subject = ?", .text(subject.text), in: tenant)
    }

    private static func cancel(where condition: SQL, _ value: SQLValue, in tenant: Tenant) throws {
        let contents = try tenant.database.all(
            "SELECT content, owns, how_json FROM studio_imports WHERE \(condition)", value
        ) { row in
            let rest = try JSON(parsing: row.text(2))["rest"]?.array ?? []
            return (row.bool(1) ? [row.text(0)] : []) + rest.map { ImportPart($0) }.filter(\.isOwned).map(\.content)
        }
        for content in contents.joined() { try tenant.files.remove(content) }
        try tenant.database.execute("DELETE FROM studio_imports WHERE \(condition)", value)
    }

    // MARK: - Slices

    private static let step: Transition = Transition("deepopinion.import.step") { context in
        guard let id = context.subject.number, let state = try ImportState.find(id, context.database) else {
            return .done
        }
        guard let part = state.order.parts.first, let payload = try context.tenant.files.payload(part.content) else {
            try finish(id, state.order, taken: state.taken, context)
            return .done
        }
        return .later({ [offset = state.offset] in
            try ImportSlice(of: payload, at: offset, plan: part.plan)
        }) { slice in
            // The group or project may have been deleted in the meantime.
            guard let state = try ImportState.find(id, context.database) else { return }
            let taken = try state.taken + store(slice.items, state.order, context)
            guard slice.end < payload.count else { return try finish(id, state.order, taken: taken, context) }
            try context.database.execute(
                "UPDATE studio_imports SET byte_offset = ?, taken = ? WHERE id = ?", .int(slice.end), .int(taken),
                .int(id))
            try context.tenant.schedule.add(step, subject: context.subject, at: context.now)
        }
    }

    /// Adds documents to the project and the group.
    ///
    /// - Returns: how many there were.
    private static func store(_ items: [ImportItem], _ order: ImportOrder, _ context: TransitionContext) throws -> Int {
        let vocabulary = try order.project.map { try Vocabulary(project: $0, context.database) } ?? .none
        let place = DocumentPlacement(
            project: order.project, session: order.parts.first?.plan.session, vocabulary: vocabulary, now: context.now)
        var count = 0
        for item in items {
            let number: Int
            switch item {
            case .new(let document): number = try DocumentRows.insert(document, at: place, context.database)
            case .existing(let id):
                // It may have been deleted in the meantime.
                guard try DocumentRows.exists(id, inProject: order.project, context.database) else { continue }
                number = id
            }
            if let group = order.group { try DocumentRows.add(number, toGroup: group, context.database) }
            count += 1
        }
        return count
    }

    /// Goes on with the next source or, after the last one, with what follows the import.
    private static func finish(_ id: Int, _ order: ImportOrder, taken: Int, _ context: TransitionContext) throws {
        if let part = order.parts.first, part.isOwned { try context.tenant.files.remove(part.content) }
        guard try !order.advance(id, taken: taken, context.database) else {
            return try context.tenant.schedule.add(step, subject: context.subject, at: context.now)
        }
        try context.database.execute("DELETE FROM studio_imports WHERE id = ?", .int(id))
        try context.tenant.schedule.add(
            order.done, subject: order.subject, at: context.now,
            payload: ["taken": .int(taken), "group": order.group.map { .int($0) } ?? .null])
    }
}
