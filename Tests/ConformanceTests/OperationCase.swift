// One operation as the generated tests see it: its contract, and requests made from it.

import Contract
import Emulator
import JSON
import TestSupport
import Testing

/// An operation with a request that its contract allows.
struct OperationCase: CustomStringConvertible {
    private static let groupSize = 16

    /// The names of all operations, found once, in groups that share a world: making worlds costs most of the time.
    static let groups: [[String]] = {
        guard let world = try? World() else { return [] }
        let names = world.emulator.catalogue.operations.map(\.name)
        return stride(from: 0, to: names.count, by: groupSize).map {
            Array(names[$0..<min($0 + groupSize, names.count)])
        }
    }()

    /// The documents of all platforms, put together once: they are large.
    private static let documents: [String: JSON] = {
        guard let emulator = try? World().emulator else { return [:] }
        return emulator.catalogue.platforms.reduce(into: [:]) { documents, platform in
            documents[platform] = try? emulator.contracts.document(of: platform)
        }
    }()

    let operation: Operation
    let document: JSON
    let samples: SampleMaker

    var description: String { operation.name }

    init(_ name: String, in world: World) throws {
        operation = try #require(world.emulator.catalogue.operation(named: name))
        document = try #require(Self.documents[operation.platform])
        samples = SampleMaker(document: document)
    }

    /// The operation's object in the document; a by-name operation stands under an alias of its own path.
    private var source: JSON {
        let method = operation.method.lowercased()
        if let own = document["paths"]?[operation.template]?[method] { return own }
        let items = (document["paths"]?.object ?? [:]).map(\.value)
        return items.lazy.compactMap { $0[method] }.first { $0["operationId"]?.string == operation.id } ?? [:]
    }

    /// Names of the template's captures.
    var captures: [String] {
        operation.template.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Captures that name records, as opposed to the demo workspace that every tenant has, and to the only format.
    var recordCaptures: [String] {
        captures.filter { !["clientId", "client_id", "organization_id", "organization", "format"].contains($0) }
    }

    /// The path with captures that name nothing, but are of the right form.
    var unknownPath: String {
        operation.template.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{") else { return String(segment) }
            let name = String(segment.dropFirst().dropLast())
            switch name {
            case "clientId", "client_id": return "demo"
            case "organization_id", "organization": return "1"
            case "format": return "broadcast"
            default:
                let schema = parameter(name, in: "path")?["schema"].map(samples.resolved) ?? [:]
                if schema["type"]?.string == "integer" { return "987654" }
                return samples.value(schema).string ?? "unknown"
            }
        }.joined(separator: "/")
    }

    /// A parameter of the operation or of its path.
    func parameter(_ name: String, in place: String) -> JSON? {
        let method = operation.method.lowercased()
        let item = document["paths"]?[operation.template]
        let all =
            (item?["parameters"]?.array ?? []) + (item?[method]?["parameters"]?.array ?? [])
            + (source["parameters"]?.array ?? [])
        return all.map(samples.resolved).first { $0["name"]?.string == name && $0["in"]?.string == place }
    }

    /// Whether the contract has a member of the request of an entry, by its path, or a parameter of that name.
    func takes(_ path: String, of entry: PrintedEntry) -> Bool {
        if entry.json["encoding"]?.string == "query" { return parameter(path, in: "query") != nil }
        guard let body else { return false }
        return samples.takes(path.split(separator: ".").map(String.init)[...], body.schema)
    }

    private var requiredQuery: String {
        let all =
            (document["paths"]?[operation.template]?["parameters"]?.array ?? []) + (source["parameters"]?.array ?? [])
        let items = all.map(samples.resolved).filter { $0["in"]?.string == "query" && $0["required"]?.bool == true }
            .map { parameter in
                let value = parameter["example"] ?? samples.value(parameter["schema"] ?? [:])
                return "\(parameter["name"]?.string ?? "")=\(value.string ?? value.description)"
            }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    /// The schema of the body and the encoding to send it in; nil when the operation takes no members.
    var body: (schema: JSON, isJSON: Bool, mediaType: String)? {
        guard let request = source["requestBody"].map(samples.resolved), let content = request["content"]?.object,
            let (mediaType, media) = content.first(where: { _ in true })
        else { return nil }
        let schema =
            media["example"].map { ["example": $0, "allOf": [media["schema"] ?? [:]]] } ?? media["schema"] ?? [:]
        let kinds = source["x-body"]?.array?.compactMap(\.string) ?? []
        return (schema, mediaType == "application/json" || kinds.contains("json"), mediaType)
    }

    /// Files that the body must have.
    private func isFile(_ name: String, of schema: JSON) -> Bool {
        guard let member = samples.member(name, of: schema) else { return false }
        return member["format"]?.string == "binary"
            || member["items"].map(samples.resolved)?["format"]?.string == "binary"
    }

    /// The members of a valid body.
    var validMembers: JSONObject? {
        guard let body else { return nil }
        return samples.value(body.schema).object
    }

    /// A request with credentials of the demo account, and the given members in place of the valid ones.
    func request(path: String? = nil, members: JSON? = nil) -> TestRequest {
        let request = TestRequest(operation.method, (path ?? unknownPath) + requiredQuery)
        return withBody(authorised(request), members: members)
    }

    /// The request without credentials.
    func anonymousRequest() -> TestRequest {
        withBody(TestRequest(operation.method, unknownPath + requiredQuery), members: nil)
    }

    /// A request with the demo account's credentials.
    func authorised(_ request: TestRequest) -> TestRequest {
        switch operation.platform {
        case "deepva": request.key()
        case "deepen-tools", "deepen-calibrate": request.bearer()
        case "deepopinion": request.bearer("default:\(operation.id)")
        default: request
        }
    }

    private func withBody(_ request: TestRequest, members: JSON?) -> TestRequest {
        guard let body else { return request }
        let value = members ?? samples.value(body.schema)
        if body.isJSON { return request.json(value) }
        guard body.mediaType == "multipart/form-data" else {
            if body.mediaType == "application/x-www-form-urlencoded" {
                return request.form(
                    (value.object ?? [:]).map { "\($0.key)=\($0.value.string ?? $0.value.description)" }
                        .joined(separator: "&"))
            }
            return request.raw(Array("content".utf8), type: body.mediaType)
        }
        return request.multipart(
            (value.object ?? [:]).map { name, member in
                isFile(name, of: body.schema)
                    ? .file(name, "file.txt", type: "text/plain", Array("a line\n".utf8))
                    : .field(name, member.string ?? member.description)
            })
    }
}
