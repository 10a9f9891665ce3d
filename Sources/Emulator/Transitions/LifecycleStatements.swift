// What a lifecycle runs on its table, composed once.

import Store

/// The statements of one lifecycle.
struct LifecycleStatements: Sendable {
    let pass: SQL?
    let begin: SQL?
    let postpone: SQL?
    let release: SQL?
    let complete: SQL?
    let fail: SQL?
    let find: SQL?
    let delete: SQL

    init(
        _ table: RecordTable, hasQueue: Bool, hasWorkingState: Bool, completed: RecordEnd, failed: RecordEnd
    ) {
        let slot: SQL? = hasQueue ? "slot" : nil
        func state(_ isSet: Bool) -> SQL? { isSet ? table.state : nil }
        pass = table.update([table.state])
        begin = table.update([state(hasWorkingState), table.started, table.due, slot])
        postpone = table.update([table.due])
        release = table.update([slot])
        complete = table.end([state(completed.state != nil), slot, table.ended] + completed.columns)
        fail = table.end([state(failed.state != nil), slot, table.ended] + failed.columns)
        find = table.find
        delete = table.delete
    }
}
