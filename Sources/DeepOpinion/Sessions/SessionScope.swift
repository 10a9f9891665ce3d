// Paths that name sessions, and documents, segments and tags in them.

import Contract
import Emulator
import Store

/// Scopes of labeling and correction sessions.
enum SessionScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "session": { call in
            // Correction sessions are listed with labeling sessions, so they are found here, too.
            try requireSession(call.integer("annotation_id"), modes: ["ANNOTATION", "CORRECTION"], call)
        },
        "correction": { call in try requireSession(call.integer("correction_id"), modes: ["CORRECTION"], call) },
        "session-document": { call in
            try require(
                "SELECT 1 FROM studio_session_documents WHERE document = ? AND session = ?",
                call.integer("document_id"), session(call), call.database, else: .unknownDocument)
        },
        "session-segment": { call in
            try require(
                "SELECT 1 FROM studio_segments WHERE id = ? AND document = ?", call.integer("segment_id"),
                call.integer("document_id"), call.database, else: .unknownSegment)
        },
        "session-tag": { call in
            let isFound = try call.database.exists(
                "SELECT 1 FROM studio_tags WHERE id = ? AND segment = ? AND session = ?", .int(call.integer("tag_id")),
                .int(call.integer("segment_id")), .int(session(call)))
            guard isFound else { throw Problem.unknownTag }
        },
    ]

    /// The session in the path, whichever kind it is.
    static func session(_ call: Call) -> Int {
        for capture in call.captures where capture.name == "annotation_id" || capture.name == "correction_id" {
            if let id = Int(capture.value) { return id }
        }
        preconditionFailure("\(call.operation.id) has no session in its path.")
    }

    /// 404 unless the project has this session in one of the modes. A session that is being deleted can only be read.
    private static func requireSession(_ id: Int, modes: Set<String>, _ call: Call) throws {
        let row = try call.database.first(
            "SELECT mode, status FROM studio_sessions WHERE id = ? AND project = ?", .int(id),
            .int(call.integer("project_id"))
        ) { (mode: $0.text(0), status: $0.text(1)) }
        guard let row, modes.contains(row.mode), row.status != "DELETING" || call.operation.method == "GET" else {
            throw Problem.unknownSession
        }
    }

    private static func require(
        _ query: SQL, _ id: Int, _ parent: Int, _ database: Database, else problem: Problem
    ) throws {
        guard try database.exists(query, .int(id), .int(parent)) else { throw problem }
    }
}
