// Which server has which world: names fall into slots, and slots belong to servers.

import Crypto

/// The slots of a set of servers.
///
/// HAProxy computes a name's slot; which server a slot belongs to stands in its configuration. That is rendezvous hashing
/// (Thaler and Ravishankar, 1998): a slot belongs to the server with the highest weight for it, so that a server more or
/// less moves only the slots that it wins or leaves.
struct RouterSlots {
    /// How many slots there are.
    static let count = 256

    /// The server of each slot, as an index.
    private let owners: [Int]

    /// - Parameter servers: at least one, each of another name.
    init(servers: [String]) {
        owners = (0..<Self.count).map { slot in
            let weights = servers.map { stableHash($0, String(slot)) }
            return weights.indices.max { weights[$0] < weights[$1] } ?? 0
        }
    }

    /// The slots of a server, in ascending order.
    func slots(of server: Int) -> [Int] { owners.indices.filter { owners[$0] == server } }

    /// The server of a world.
    func server(of world: String) -> Int { owners[Self.slot(of: world)] }

    /// The slot of a world: what HAProxy's converter `crc32` says, modulo the number of slots.
    static func slot(of world: String) -> Int { Int(crc32(world.utf8)) % count }

    /// CRC-32 (ISO 3309, as in zlib), bit by bit: names are short.
    private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}
