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

    /// The text of a seed file, if there is one of that name.
    static func seed(named name: String) -> String? {
        Embedded.seeds.first { $0.name == name }?.text
    }
}
