// The picture of the user behind a token.

import Emulator
import JSON
import Store

/// Profile images (specification, "Scopes and profile image").
enum ProfileImages {
    static let handlers: [String: Handler] = [
        "createProfileImage": create,
        "getProfileImage": get,
    ]

    /// The picture is uploaded to the URL like a dataset, and belongs to the user once it is complete.
    private static func create(_ call: Call) throws -> Reply {
        let size = call.body["file_size"] ?? .null
        guard let bytes = size.double.flatMap({ Int(exactly: $0) }) else {
            throw Problem.badRequest("file_size must be a whole number of bytes.", field: "file_size")
        }
        let file = UploadFile(declared: size, size: bytes, mediaType: call.body["file_type"]?.string ?? "")
        let id = try call.tenant.newID(of: Records.profileImage)
        let url = try UploadCreation.open(
            file, called: "profile_image", path: "profile_images/\(id)/profile_image", for: .user(call.caller.secret),
            call)
        return .json([
            "profile_image_id": .string(id), "resumable_upload_url": .string(url), "signed_form_data": [:],
        ])
    }

    private static func get(_ call: Call) throws -> Reply {
        let name = try call.database.scalarText(
            """
            SELECT name FROM tools_uploads WHERE owner = ? AND completed IS NOT NULL
            ORDER BY completed DESC, seq DESC LIMIT 1
            """,
            .text(call.caller.secret))
        guard let name else { throw Problem.notFound("A profile image") }
        return .json(["profile_image_url": .string(SignedMedia.url(of: name, call))])
    }
}
