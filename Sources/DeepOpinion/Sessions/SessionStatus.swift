// The status of a session while people annotate it.

import Emulator
import Store

/// Keeps the status of sessions in line with their annotated segments.
enum SessionStatus {
    /// Updates the status: ANNOTATING from the first tag or annotated segment on, FINISHED when every segment is
    /// annotated, and ANNOTATING again when segments are added.
    ///
    /// - Parameter isTouched: whether somebody has just worked on the session.
    static func update(_ session: Int, isTouched: Bool, at now: Instant, _ database: Database) throws {
        let row = try database.first(
            "SELECT status, segment_count, annotated_count FROM studio_sessions WHERE id = ?", .int(session)
        ) { (status: $0.text(0), segments: $0.int(1), annotated: $0.int(2)) }
        guard let row, ["CREATED", "STARTED", "ANNOTATING", "FINISHED"].contains(row.status) else { return }
        let isFinished = row.segments > 0 && row.annotated >= row.segments
        if isFinished {
            try database.execute(
                "UPDATE studio_sessions SET status = 'FINISHED', finished = coalesce(finished, ?) WHERE id = ?",
                .int(now.microseconds), .int(session))
        } else if isTouched || row.annotated > 0 || row.status == "FINISHED" {
            try database.execute(
                "UPDATE studio_sessions SET status = 'ANNOTATING', finished = NULL WHERE id = ?", .int(session))
        }
    }
}
