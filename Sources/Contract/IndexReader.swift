// Reads the lines of a route index.

/// Reads a route index (see `IndexLine`).
struct IndexReader {
    private(set) var operations: [Operation] = []
    private(set) var entries: [Catalogue.OperationEntry] = []
    private(set) var platforms: [Catalogue.PlatformEntry] = []
    private(set) var router = RouterBuilder()

    mutating func read(_ text: String) throws(ContractError) {
        var fields = Fields(Array(text.utf8))
        var number = 0
        while fields.advance() {
            number += 1
            if number == 1 {
                guard fields.text(0) == IndexLine.header else {
                    throw ContractError("The route index does not begin with \(IndexLine.header).")
                }
            } else if !read(fields) {
                throw ContractError("Line \(number) of the route index cannot be read.")
            }
        }
        guard number > 0 else { throw ContractError("The route index is empty.") }
    }

    private mutating func read(_ fields: Fields) -> Bool {
        switch fields.byte(0) {
        case UInt8(ascii: "P"): platform(fields)
        case UInt8(ascii: "F"): file(fields)
        case UInt8(ascii: "C"): component(fields)
        case UInt8(ascii: "O"): operation(fields)
        case UInt8(ascii: "A"): alias(fields)
        default: false
        }
    }

    private mutating func platform(_ fields: Fields) -> Bool {
        guard fields.count == 5, let specified = fields.int(2), let piece = fields.piece(3) else { return false }
        let start = operations.count
        platforms.append(
            Catalogue.PlatformEntry(
                id: fields.text(1),
                specified: specified,
                document: piece,
                operations: start..<start
            )
        )
        return true
    }

    private mutating func file(_ fields: Fields) -> Bool {
        guard fields.count == 2, !platforms.isEmpty else { return false }
        platforms[platforms.count - 1].files.append(fields.text(1))
        return true
    }

    private mutating func component(_ fields: Fields) -> Bool {
        guard fields.count == 5, !platforms.isEmpty, let file = fields.int(2), let piece = fields.piece(3) else {
            return false
        }
        platforms[platforms.count - 1].components.append(
            (fields.text(1), Catalogue.Location(file: file, piece: piece))
        )
        return true
    }

    private mutating func operation(_ fields: Fields) -> Bool {
        guard fields.count == IndexLine.operationFields, let platform = platforms.last,
            let template = fields.template(3),
            let finalSlash = FinalSlash(rawValue: fields.text(5)), let evidence = Evidence(rawValue: fields.text(6)),
            let status = fields.int(7), let authentication = Security(rawValue: fields.text(12)),
            let file = fields.int(15), let piece = fields.piece(16)
        else { return false }
        let operation = Operation(
            index: operations.count,
            id: fields.text(1),
            platform: platform.id,
            method: fields.text(2),
            template: fields.text(3),
            evidence: evidence,
            tags: fields.list(18),
            summary: fields.text(19),
            successStatus: status,
            page: PageDialect(rawValue: fields.text(8)),
            bodyKinds: fields.list(9).compactMap(BodyKind.init(rawValue:)),
            scopes: fields.list(10),
            role: fields.isEmpty(11) ? nil : fields.text(11),
            authentication: authentication,
            creates: fields.isEmpty(20) ? nil : fields.text(20),
            isByName: !fields.isEmpty(13)
        )
        operations.append(operation)
        platforms[platforms.count - 1].operations = platform.operations.lowerBound..<operations.count
        let host = fields.int(13)
        guard host.map({ $0 < operation.index }) ?? true else { return false }
        entries.append(
            Catalogue.OperationEntry(
                location: Catalogue.Location(file: file, piece: piece),
                finalSlash: finalSlash,
                host: host.map { ($0, fields.text(14)) }
            )
        )
        router.add(
            template, method: operation.method, finalSlash: finalSlash, operation: operation, isAlias: false)
        return true
    }

    private mutating func alias(_ fields: Fields) -> Bool {
        guard fields.count == 4, let operation = operations.last, let entry = entries.last,
            let template = fields.template(1)
        else { return false }
        let method = fields.isEmpty(3) ? operation.method : fields.text(3)
        entries[operation.index].aliases.append((fields.isEmpty(3) ? "" : method + " ") + fields.text(1))
        router.add(
            template, method: method, finalSlash: entry.finalSlash, operation: operation, isAlias: true)
        return true
    }
}

/// Walks through the fields of the lines, as ranges of bytes.
private struct Fields {
    private let bytes: [UInt8]
    private var position = 0
    private var ranges: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Moves to the next line that is not empty; false at the end.
    mutating func advance() -> Bool {
        while position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
        guard position < bytes.count else { return false }
        ranges.removeAll(keepingCapacity: true)
        var start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            if bytes[position] == UInt8(ascii: "\t") {
                ranges.append(start..<position)
                start = position + 1
            }
            position += 1
        }
        ranges.append(start..<position)
        return true
    }

    var count: Int { ranges.count }

    func byte(_ place: Int) -> UInt8? { ranges[place].isEmpty ? nil : bytes[ranges[place].lowerBound] }

    func isEmpty(_ place: Int) -> Bool { ranges[place].isEmpty }

    func text(_ place: Int) -> String { String(decoding: bytes[ranges[place]], as: UTF8.self) }

    func list(_ place: Int) -> [String] {
        guard !ranges[place].isEmpty else { return [] }
        return bytes[ranges[place]].split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A number of 0 or more.
    func int(_ place: Int) -> Int? {
        guard !ranges[place].isEmpty, ranges[place].count < 16 else { return nil }
        var value = 0
        for byte in bytes[ranges[place]] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    func piece(_ place: Int) -> Catalogue.Piece? {
        guard let offset = int(place), let length = int(place + 1) else { return nil }
        return Catalogue.Piece(offset: offset, length: length)
    }

    /// A template and, in the next field, the kinds of its captures, one letter each.
    func template(_ place: Int) -> RouteTemplate? {
        guard var template = RouteTemplate(utf8: bytes[ranges[place]]) else { return nil }
        var kinds = bytes[ranges[place + 1]]
        for (index, segment) in template.segments.enumerated() {
            guard case .capture(let name, _) = segment else { continue }
            guard let letter = kinds.popFirst(), let kind = RouteTemplate.Capture(letter: letter) else { return nil }
            if kind != .string { template.segments[index] = .capture(name: name, kind) }
        }
        return kinds.isEmpty ? template : nil
    }
}
