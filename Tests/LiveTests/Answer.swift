// An answer as it came over the wire.

import JSON

/// One HTTP response.
struct Answer {
    let status: Int
    /// Header lines in order, names as they came.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The first header with that name, in any letter case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null when it is not JSON.
    var json: JSON { (try? JSON(parsing: body)) ?? .null }

    /// Whether the body has a member with that name.
    func has(_ key: String) -> Bool { json[key] != nil }
}
