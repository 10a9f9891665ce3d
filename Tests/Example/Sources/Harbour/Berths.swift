// Berths: let, list, read, free.

import Emulator
import JSON
import Store

/// The berths of the harbour.
enum Berths {
    static let handlers: [String: Handler] = [
        "letBerth": letOne,
        "listBerths": list,
        "getBerth": get,
        "freeBerth": free,
    ]

    /// Lets the next berth to a ship.
    private static func letOne(_ call: Call) throws -> Reply {
        try call.database.execute(
            "INSERT INTO harbour_berths(ship, since) VALUES (?, ?)", .text(call.body["ship"]?.string ?? ""),
            .int(call.now.microseconds))
        return try reply(call, number: call.database.lastInsertedRow, status: 201)
    }

    /// Every berth that is let.
    private static func list(_ call: Call) throws -> Reply {
        let berths = try BerthRecord.all(in: call.database)
        return Reply.json { writer in
            writer.beginArray()
            for berth in berths { berth.write(into: &writer) }
            writer.endArray()
        }
    }

    /// One berth; `x-scope` has made sure that it is there.
    private static func get(_ call: Call) throws -> Reply {
        try reply(call, number: call.integer("number"), status: 200)
    }

    /// Frees a berth; its number is not used again.
    private static func free(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM harbour_berths WHERE number = ?", .int(call.integer("number")))
        return .empty(204)
    }

    private static func reply(_ call: Call, number: Int, status: Int) throws -> Reply {
        guard let berth = try BerthRecord.find(number, in: call.database) else {
            throw Problem.notFound("Berth \(number)")
        }
        return Reply.json(status: status) { berth.write(into: &$0) }
    }
}
