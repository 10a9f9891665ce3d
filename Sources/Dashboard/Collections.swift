// A contract as a collection for Postman and programs that read its format, with this tenant's credentials.

import Contract
import Emulator
import JSON

/// Collections in the format 2.1 of Postman.
enum Collections {
    static let handlers: [String: Handler] = ["getPostmanCollection": get]

    private static let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

    private static func get(_ call: Call) throws -> Reply {
        let platform = call.path("platform")
        let external = call.emulator.configuration.externalURLs[platform]
        guard
            let document = try call.emulator.contracts.document(
                of: platform, servers: [external ?? call.links.base])
        else { throw Problem.notFound("The contract of platform \(platform)") }
        let collection = PostmanCollection(
            document: document,
            credentials: call.emulator.platforms.credentials(ofTenant: call.tenant.name)[platform] ?? [:],
            tenant: call.tenant.name)
        return .json(
            collection.json(schema: schema),
            headers: [("Content-Disposition", "attachment; filename=\"\(platform).postman_collection.json\"")])
    }
}
