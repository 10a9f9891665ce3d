// Records that other parts of the API make, put in place by hand.

import Emulator
import Store
import TestSupport
import Testing

/// Makes records.
enum Samples {
    /// A model that is ready; its number.
    @discardableResult
    static func model(named name: String, project: Int, status: String = "READY", _ bench: Bench) throws -> Int {
        try bench.execute(
            """
            INSERT INTO studio_models(uuid, workspace, project, name, display_name, language, owner, created, status, type)
            SELECT printf('00000000-0000-4000-8000-%012d', count(*)), 1, ?, ?, 'Model', 'en', 'Demo', 0, ?, 'CLASS'
            FROM studio_models
            """, .int(project), .text(name), .text(status))
        return try #require(try bench.world.tenant.database.scalarInt("SELECT max(id) FROM studio_models"))
    }
}
