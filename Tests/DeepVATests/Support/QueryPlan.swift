// What SQLite means to do for the statements of a request.

import Emulator
import Store
import TestSupport
import Testing

/// Looks at the query plans of requests.
enum QueryPlan {
    /// The steps of a request's SELECT statements on `table` that read a whole table or sort. Walking a table in the
    /// order of its row numbers up to a LIMIT is neither.
    static func faults(of request: TestRequest, on table: String, in world: World) throws -> [String] {
        let database = world.tenant.database
        var statements: [String] = []
        database.trace { statements.append($0) }
        let answer = try world.send(request)
        database.trace(nil)
        #expect(answer.status == 200)
        let selects = statements.filter {
            $0.hasPrefix("SELECT") && $0.contains(table) && !$0.contains("FROM counters")
        }
        #expect(!selects.isEmpty, "no statement reads \(table)")
        return try selects.flatMap { text in
            let isWalk = text.contains("ORDER BY seq") && text.contains("LIMIT")
            return try database.explain(SQL(text: text)).filter { line in
                line.contains("TEMP B-TREE") || (line.hasPrefix("SCAN") && !line.contains("INDEX") && !isWalk)
            }
        }
    }
}
