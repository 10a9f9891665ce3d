// Opens an upload session for a file that is to come.

import Emulator
import JSON
import Store

/// Opening sessions (specification, "Uploads").
enum UploadCreation {
    /// What the object of a session belongs to.
    enum Owner {
        case dataset(Int)
        case user(String)
    }

    /// Opens a session.
    ///
    /// - Parameters:
    ///   - name: the file's name.
    ///   - path: the object's name in the bucket.
    /// - Returns: the session's URL.
    @discardableResult
    static func open(
        _ file: UploadFile, called name: String, path: String, for owner: Owner, _ call: Call
    ) throws -> String {
        let id = call.tenant.identifiers.alphanumeric(64)
        var dataset = SQLValue.null
        var user = SQLValue.null
        switch owner {
        case .dataset(let seq): dataset = .int(seq)
        case .user(let secret): user = .text(secret)
        }
        try call.database.execute(
            """
            INSERT INTO tools_uploads(id, dataset, owner, name, file_name, media_type, declared, total, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(id), dataset, user, .text(path), .text(name), .text(file.mediaType),
            .text(file.declared.description), .int(file.size), .int(call.now.microseconds))
        try UploadTransitions.planExpiry(of: id, call)
        return url(id: id, name: path, call)
    }

    /// The session URL. A published client takes the file's name from `name`, so its slashes are escaped.
    static func url(id: String, name: String, _ call: Call) -> String {
        let name = PercentEncoding.pathSegment(name)
        return call.links.openURL(
            "/upload/storage/v1/b/\(Uploads.bucket)/o?uploadType=resumable&name=\(name)&upload_id=\(id)")
    }
}
