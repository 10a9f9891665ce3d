// What the binary carries, in the forms in which the emulator uses it.

import Contract
import Embedded
import Store

/// The built-in contracts.
public enum BuiltInContracts {
    /// The catalogue of operations, and the contracts behind it.
    public static func load() throws -> (Catalogue, Contracts) {
        let bundle = ContractBundle(
            routes: Embedded.routes, operations: Embedded.operations, components: Embedded.components,
            documents: Embedded.documents)
        let catalogue = try Catalogue(routeIndex: bundle.routes)
        return (catalogue, Contracts(catalogue: catalogue, bundle: bundle))
    }
}

/// The built-in database and seeds.
enum BuiltIn {
    /// An empty world's database.
    static func databaseImage() throws -> [UInt8] {
        guard let image = PackedBytes.unpack(Embedded.databaseImage) else {
            throw StoreError(code: 11, message: "The built-in database image is damaged.")
        }
        return image
    }

    /// The texts of the seed files whose names begin with `prefix`, in the order of their names.
    static func seeds(withPrefix prefix: String) -> [String] {
        Embedded.seeds.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }.map(\.text)
    }
}
