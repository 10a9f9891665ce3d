// Packs checked contract files into the texts that the binary carries.

import JSON

/// Makes a `ContractBundle` from contract files in which `Checker` found no errors.
public enum Assembler {
    /// Packs the files. Whatever `Checker` would refuse is left out or packed unchanged; nothing traps.
    ///
    /// - Parameter files: all files of all platforms, in the desired order of platforms and operations.
    /// - Returns: the bundle.
    public static func assemble(_ files: [ContractFile]) -> ContractBundle {
        let model = ContractModel(files)
        var packer = Packer()
        packer.index(IndexLine.header)
        for (platform, source) in model.platforms.enumerated() {
            packer.pack(source, number: platform, of: model)
        }
        return ContractBundle(
            routes: packer.routes,
            operations: packer.operations.text,
            components: packer.components.text,
            documents: packer.documents.text
        )
    }

    /// A text that grows line by line and returns the place of each line.
    private struct Pile {
        var text = ""
        private var count = 0

        mutating func add(_ value: JSON) -> String {
            let line = value.description
            let place = "\(count)\t\(line.utf8.count)"
            text += line + "\n"
            count += line.utf8.count + 1
            return place
        }
    }

    private struct Packer {
        var routes = ""
        var operations = Pile()
        var components = Pile()
        var documents = Pile()
        /// The number of each operation in the bundle, by its index in the model.
        var numbers: [Int: Int] = [:]

        mutating func index(_ fields: String...) {
            routes += fields.joined(separator: "\t") + "\n"
        }

        mutating func pack(_ source: ContractModel.PlatformSource, number: Int, of model: ContractModel) {
            let root = source.root.map { model.files[$0].content } ?? .null
            var document = root.object ?? [:]
            for member in ["paths", "components", "tags", "x-aliases", "x-final-slash", "x-operations", "x-responses"] {
                document[member] = nil
            }
            // The root file comes first: `Contracts.files` puts the document back into it.
            let files = model.files.indices.filter { model.files[$0].platform == source.id }
                .sorted { ($0 == source.root ? -1 : $0) < ($1 == source.root ? -1 : $1) }
            let tags = files.flatMap { model.files[$0].content["tags"]?.array ?? [] }
            if !tags.isEmpty { document["tags"] = .array(tags) }
            index("P", source.id, "\(root["x-operations"]?.int ?? 0)", documents.add(.object(document)))
            for file in files { index("F", model.files[file].name) }
            for component in source.components {
                index(
                    "C",
                    component.name,
                    "\(files.firstIndex(of: component.file) ?? 0)",
                    components.add(component.value)
                )
            }
            for (place, operation) in model.operations.enumerated() where operation.platform == number {
                numbers[place] = numbers.count
                let file = "\(files.firstIndex(of: operation.file) ?? 0)"
                pack(operation, file: file, model: model)
            }
        }

        mutating func pack(
            _ operation: ContractModel.OperationSource,
            file: String,
            model: ContractModel
        ) {
            let object = operation.object
            let responses = object["responses"]?.object ?? [:]
            let lowest = responses.keys.compactMap { Int($0) }.filter { (200..<300).contains($0) }.min() ?? 200
            let status = object["x-success"]?.int ?? lowest
            let page = object["x-page"]?.string.flatMap(PageDialect.init(rawValue:))
            index(
                "O",
                operation.id,
                operation.method.uppercased(),
                operation.template.text,
                operation.template.captureKinds,
                operation.finalSlash.rawValue,
                object["x-source"]?.string ?? "inferred",
                "\(status)",
                page?.rawValue ?? "",
                bodies(of: object, operation.platform, model).joined(separator: ","),
                model.scopes(of: operation).joined(separator: ","),
                object["x-role"]?.string ?? "",
                operation.security.rawValue,
                operation.host.flatMap { numbers[$0.operation] }.map { String($0) } ?? "",
                operation.host?.capture ?? "",
                file,
                operations.add(.object(object)),
                (object["tags"]?.array ?? []).compactMap(\.string).joined(separator: ","),
                object["summary"]?.string ?? "",
                object["x-creates"]?.string ?? ""
            )
            for alias in operation.aliases {
                index("A", alias.template.text, alias.template.captureKinds, alias.method?.uppercased() ?? "")
            }
        }

        private func bodies(of object: JSONObject, _ platform: Int, _ model: ContractModel) -> [String] {
            guard let body = object["requestBody"] else { return [] }
            if let kinds = object["x-body"]?.array { return kinds.compactMap(\.string) }
            let content = model.resolve(body, platform: platform)["content"]?.object ?? [:]
            var kinds: [String] = []
            for kind in content.keys.map({ BodyKind(mediaType: $0).rawValue }) where !kinds.contains(kind) {
                kinds.append(kind)
            }
            return kinds
        }
    }
}
