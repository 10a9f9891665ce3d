// Looks through one JSON frame as it is unpacked: millions of points are counted, not kept.

import JSON

/// Reads the structure of a JSON frame piece by piece: how many points it has, and its cameras.
struct FrameScanner {
    /// What a frame holds.
    struct Frame {
        let points: Int
        let cameras: [JSON]
    }

    /// Bytes of the cameras' JSON that are kept.
    private static let maximumCameraBytes = 4 << 20
    private static let maximumDepth = 64

    /// The brackets that are open, outermost first.
    private var open: [UInt8] = []
    private var isInString = false
    private var isEscaped = false
    private var isBroken = false
    private var hasEnded = false
    /// The last string at the top level, which may be a name; and whether its value has begun.
    private var text: [UInt8] = []
    private var name = ""
    private var points = 0
    private var hasPoints = false
    private var cameras: [UInt8] = []

    /// Takes a piece of the file.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes where !isBroken { take(byte) }
    }

    /// Ends the file.
    ///
    /// - Throws: ``DatasetContents/Failure`` for what is no JSON object with an array of points; ``JSONError`` for
    ///   cameras that cannot be parsed.
    func finish(name file: String) throws -> Frame {
        guard !isBroken, hasEnded, open.isEmpty else {
            throw DatasetContents.Failure(message: "\(file) is not a JSON object.")
        }
        guard hasPoints else { throw DatasetContents.Failure(message: "\(file) has no array of points.") }
        guard cameras.count < Self.maximumCameraBytes else {
            throw DatasetContents.Failure(message: "\(file) has too much to say about its cameras.")
        }
        return Frame(points: points, cameras: cameras.isEmpty ? [] : try JSON(parsing: cameras).array ?? [])
    }

    private mutating func take(_ byte: UInt8) {
        if open.count >= 2 || open.count == 1 && byte == UInt8(ascii: "["), name == "images",
            cameras.count < Self.maximumCameraBytes
        {
            cameras.append(byte)
        }
        if isInString { return takeText(byte) }
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            text = []
        case UInt8(ascii: "{"), UInt8(ascii: "["): begin(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): end(byte)
        case UInt8(ascii: ":") where open.count == 1: name = String(decoding: text, as: UTF8.self)
        case UInt8(ascii: ",") where open.count == 1: name = ""
        case 0x20, 0x09, 0x0A, 0x0D: break
        default: if open.isEmpty { isBroken = true }
        }
    }

    private mutating func takeText(_ byte: UInt8) {
        if open.isEmpty { isBroken = true }
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            return
        }
        // Only names at the top level matter, and those that do are short.
        if open.count == 1, text.count < 100 { text.append(byte) }
    }

    private mutating func begin(_ bracket: UInt8) {
        guard !hasEnded, open.count < Self.maximumDepth, !open.isEmpty || bracket == UInt8(ascii: "{") else {
            isBroken = true
            return
        }
        if name == "points" {
            if open.count == 1 { hasPoints = bracket == UInt8(ascii: "[") }
            if open.count == 2, hasPoints { points += 1 }
        }
        open.append(bracket)
    }

    private mutating func end(_ bracket: UInt8) {
        // In ASCII a closing bracket stands two behind its opening one.
        guard let last = open.popLast(), last + 2 == bracket else {
            isBroken = true
            return
        }
        if open.isEmpty { hasEnded = true }
    }
}
