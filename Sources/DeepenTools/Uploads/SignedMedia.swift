// Download links that carry their own signature, and the downloads.

import Crypto
import Emulator
import JSON
import Store

/// Signed download links (specification, "uploaded_dataset_signed_media_link" and "GET /storage/...").
enum SignedMedia {
    static let handlers: [String: Handler] = [
        "getUploadedDatasetLink": linkOfDataset,
        "downloadSignedMedia": download,
    ]

    /// How long a link works, on the tenant's clock.
    private static let lifetimeSeconds = 3600

    /// A link to the archive as it was uploaded; with several, to the one completed last.
    private static func linkOfDataset(_ call: Call) throws -> Reply {
        let name = try call.database.scalarText(
            """
            SELECT name FROM tools_uploads WHERE dataset = ? AND completed IS NOT NULL
            ORDER BY completed DESC, seq DESC LIMIT 1
            """,
            .int(call.dataset().seq))
        guard let name else { throw Problem.notFound("An uploaded file") }
        return .json(["uploaded_dataset_signed_media_link": .string(url(of: name, call))])
    }

    /// A link to the object `name`. The URL's path ends in the file's name, under which a published client saves it.
    static func url(of name: String, _ call: Call) -> String {
        let path = name.split(separator: "/").map { PercentEncoding.pathSegment(String($0)) }.joined(separator: "/")
        let expires = call.now.advanced(bySeconds: lifetimeSeconds).unixSeconds
        return call.links.openURL(
            "/storage/\(Uploads.bucket)/\(path)?expires=\(expires)&signature=\(signature(name, expires, call.tenant))")
    }

    private static func download(_ call: Call) throws -> Reply {
        let name = call.path("objectName")
        guard let expires = call.parameters["expires"]?.string.flatMap({ Int($0) }),
            let given = call.parameters["signature"]?.string, call.path("bucket") == Uploads.bucket,
            constantTimeEquals(given, signature(name, expires, call.tenant))
        else { throw Problem.forbidden("The link's signature is wrong.") }
        guard expires > call.now.unixSeconds else { throw Problem.forbidden("The link has expired.") }
        let row = try call.database.first(
            "SELECT content, media_type, completed FROM tools_uploads WHERE name = ? AND completed IS NOT NULL",
            .text(name)
        ) { (content: $0.optionalText(0), mediaType: $0.text(1), completed: Instant(microseconds: $0.int(2))) }
        guard let row, let content = row.content, let payload = try call.tenant.files.payload(content) else {
            throw Problem.notFound("The object \(name)")
        }
        return .content(payload, mediaType: row.mediaType, modified: row.completed)
    }

    /// Derived from the tenant's seed, so that links survive a restart.
    private static func signature(_ name: String, _ expires: Int, _ tenant: Tenant) -> String {
        let key = SHA256.digest(of: "deepen-tools signed media \(tenant.identifiers.seed)")
        return Hex.encode(HMAC.sha256(key: key, message: Array("\(Uploads.bucket)/\(name)\n\(expires)".utf8)))
    }
}
