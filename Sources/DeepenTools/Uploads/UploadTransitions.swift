// How upload sessions end: cancelled by the client, expired after a week, or deleted with their dataset.

import Emulator
import Store

/// The ends of upload sessions.
enum UploadTransitions {
    static let transitions = [expiry]

    /// An expired session keeps its row and answers 410, but an incomplete file loses its bytes.
    private static let expiry = Transition("deepen-tools.upload.expire") { context in
        if let session = try UploadSession(context.subject.text, in: context.database) {
            try removeIncompleteContent(of: session, from: context.tenant)
        }
        return .done
    }

    /// Plans the end of a new session.
    static func planExpiry(of id: String, _ call: Call) throws {
        try call.tenant.schedule.add(
            expiry, subject: .id(id), at: call.now.advanced(bySeconds: UploadSession.lifetimeSeconds), kind: .deadline)
    }

    /// A cancelled session answers 404 from now on.
    static func cancel(_ session: UploadSession, in tenant: Tenant) throws {
        try removeIncompleteContent(of: session, from: tenant)
        try tenant.schedule.cancel(subject: .id(session.id))
        try tenant.database.execute("UPDATE tools_uploads SET is_open = 0 WHERE seq = ?", .int(session.seq))
    }

    /// Removes the bytes of a dataset's sessions; their rows go with the dataset.
    static func removeContents(of dataset: Int, from tenant: Tenant) throws {
        let sessions = try tenant.database.all(
            "SELECT id, content FROM tools_uploads WHERE dataset = ?", .int(dataset)
        ) { (id: $0.text(0), content: $0.optionalText(1)) }
        for session in sessions {
            try tenant.schedule.cancel(subject: .id(session.id))
            if let content = session.content { try tenant.files.remove(content) }
        }
    }

    private static func removeIncompleteContent(of session: UploadSession, from tenant: Tenant) throws {
        guard !session.isComplete, let content = session.content else { return }
        try tenant.files.remove(content)
        try tenant.database.execute(
            "UPDATE tools_uploads SET content = NULL, received = 0, revision = revision + 1 WHERE seq = ?",
            .int(session.seq))
    }
}
