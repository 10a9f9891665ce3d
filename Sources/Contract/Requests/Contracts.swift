// The compiled contracts, each compiled at first use.

import JSON

/// Compiles the contract of each operation at first use and keeps it. Confined to one thread; its results are
/// `Sendable`.
public final class Contracts {
    /// The operations and routes.
    public let catalogue: Catalogue
    private let bundle: ContractBundle
    private var components: [String: [String: JSON]] = [:]
    private var locations: [String: [String: Catalogue.Piece]] = [:]
    private var requests: [RequestContract?]
    private var responses: [[ResponseContract]?]

    /// Creates contracts from a catalogue and its bundle.
    public init(catalogue: Catalogue, bundle: ContractBundle) {
        self.catalogue = catalogue
        self.bundle = bundle
        requests = Array(repeating: nil, count: catalogue.operations.count)
        responses = Array(repeating: nil, count: catalogue.operations.count)
    }

    /// What an operation's contract says about requests.
    ///
    /// - Throws: `ContractError` if the contract cannot be compiled, which the check at build time rules out.
    public func requestContract(_ operation: Operation) throws(ContractError) -> RequestContract {
        if let known = requests[operation.index] { return known }
        let contract = try reader(of: operation).request(source(of: operation), kinds: operation.bodyKinds)
        requests[operation.index] = contract
        return contract
    }

    /// What an operation's contract says about responses with a status.
    ///
    /// - Returns: the entry for the status itself, else for its class (`4XX`), else `default`; nil if the contract
    ///   declares none of them.
    /// - Throws: `ContractError` as above.
    public func response(_ operation: Operation, status: Int) throws(ContractError) -> ResponseContract? {
        let declared: [ResponseContract]
        if let known = responses[operation.index] {
            declared = known
        } else {
            declared = try reader(of: operation).responses(source(of: operation))
            responses[operation.index] = declared
        }
        let keys = ["\(status)", "\(status / 100)XX", "default"]
        return keys.lazy.compactMap { key in declared.first { $0.status == key } }.first
    }

    /// Whether a test author may set how records of an operation end (`x-outcome`), and with what result.
    ///
    /// - Returns: nil if the operation creates no record that ends later.
    /// - Throws: `ContractError` as above.
    public func outcomeContract(_ operation: Operation) throws(ContractError) -> OutcomeContract? {
        try reader(of: operation).outcome(source(of: operation))
    }

    /// Compiles everything, to find errors early.
    public func compileAll() throws(ContractError) {
        for operation in catalogue.operations {
            _ = try requestContract(operation)
            _ = try response(operation, status: operation.successStatus)
            _ = try outcomeContract(operation)
        }
    }

    /// The OpenAPI document of a platform as it is served: every operation under a path of its own, and everything
    /// spelled out that public tools need.
    ///
    /// - Parameters:
    ///   - platform: its id.
    ///   - servers: base URLs that replace those of the contract; empty keeps those.
    /// - Returns: the document; nil if the platform is unknown.
    /// - Throws: `ContractError` if the texts of the bundle are damaged.
    public func document(of platform: String, servers: [String] = []) throws(ContractError) -> JSON? {
        guard let entry = catalogue.platformEntries.first(where: { $0.id == platform }) else { return nil }
        var document = try parse(entry.document, of: bundle.documents).object ?? [:]
        if !servers.isEmpty {
            document["servers"] = .array(servers.map { .object(["url": .string($0)]) })
        }
        document["x-operations"] = .int(entry.specified)
        document["paths"] = .object(try paths(of: entry) { _ in true })
        document["components"] = .object(try sections(of: entry) { _ in true })
        return Publication.complete(document)
    }

    /// Work that makes the document of a platform, for the thread pool: it takes long. See ``document(of:servers:)``.
    public func documentMaker(of platform: String, servers: [String]) -> @Sendable () throws -> JSON? {
        let (catalogue, bundle) = (catalogue, bundle)
        return { try Contracts(catalogue: catalogue, bundle: bundle).document(of: platform, servers: servers) }
    }

    /// The contract files as far as they can be reconstructed, for checks at run time. Parameters of path items and
    /// implied responses have become part of the operations.
    public func files() throws(ContractError) -> [ContractFile] {
        var files: [ContractFile] = []
        for entry in catalogue.platformEntries {
            for (number, name) in entry.files.enumerated() {
                var content = JSONObject()
                if number == 0 {
                    content = try parse(entry.document, of: bundle.documents).object ?? [:]
                    content["x-operations"] = .int(entry.specified)
                }
                content["paths"] = .object(try paths(of: entry) { $0 == number })
                content["components"] = .object(try sections(of: entry) { $0 == number })
                files.append(ContractFile(platform: entry.id, name: name, content: .object(content)))
            }
        }
        return files
    }

    // MARK: Pieces

    private func paths(
        of entry: Catalogue.PlatformEntry,
        in file: (Int) -> Bool
    ) throws(ContractError) -> JSONObject {
        var paths = JSONObject()
        for index in entry.operations where file(catalogue.entries[index].location.file) {
            let operation = catalogue.operations[index]
            let details = catalogue.entries[index]
            var object = try source(of: operation).object ?? [:]
            let template = details.host.map { catalogue.operations[$0.operation].template } ?? operation.template
            let method = operation.method.lowercased()
            var item = paths[template]?.object ?? [:]
            if let host = details.host, var first = item[method]?.object,
                let name = RouteTemplate(operation.template)?.captureNames.last(where: {
                    RouteTemplate(template)?.captureNames.contains($0) == false
                })
            {
                first["x-by-name"] = [
                    "capture": .string(host.capture), "name": .string(name), "operation": .object(object),
                ]
                item[method] = .object(first)
            } else {
                if details.finalSlash == .optional { object["x-final-slash"] = .string(details.finalSlash.rawValue) }
                if !details.aliases.isEmpty { object["x-aliases"] = .array(details.aliases.map { .string($0) }) }
                item[method] = .object(object)
            }
            paths[template] = .object(item)
        }
        return paths
    }

    private func sections(
        of entry: Catalogue.PlatformEntry,
        in file: (Int) -> Bool
    ) throws(ContractError) -> JSONObject {
        var sections = JSONObject()
        for (name, location) in entry.components where file(location.file) {
            let parts = name.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).map { String(Substring($0)) }
            guard parts.count == 2 else { continue }
            var section = sections[parts[0]]?.object ?? [:]
            section[parts[1]] = try parse(location.piece, of: bundle.components)
            sections[parts[0]] = .object(section)
        }
        return sections
    }

    private func source(of operation: Operation) throws(ContractError) -> JSON {
        try parse(catalogue.entries[operation.index].location.piece, of: bundle.operations)
    }

    private func reader(of operation: Operation) -> ContractReader {
        ContractReader { name in self.component(name, platform: operation.platform) }
    }

    private func component(_ name: String, platform: String) -> JSON? {
        if let known = components[platform]?[name] { return known }
        if locations[platform] == nil {
            let entry = catalogue.platformEntries.first { $0.id == platform }
            locations[platform] = Dictionary(
                (entry?.components ?? []).map { ($0.name, $0.location.piece) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        guard let piece = locations[platform]?[name], let value = try? parse(piece, of: bundle.components) else {
            return nil
        }
        components[platform, default: [:]][name] = value
        return value
    }

    private func parse(_ piece: Catalogue.Piece, of text: String) throws(ContractError) -> JSON {
        guard let bytes = piece.bytes(of: text) else {
            throw ContractError("The embedded contracts are shorter than their index claims.")
        }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw ContractError("The embedded contracts cannot be read: \(error.message)")
        }
    }
}
