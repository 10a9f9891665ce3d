// Scans one JSON frame while it is unpacked: millions of points are counted, not kept.

import JSON

/// Reads a JSON frame piece by piece for the number of its points and its cameras.
struct FrameScanner {
    /// The contents of a frame.
    struct Frame {
        let points: Int
        let cameras: [JSON]
    }

    /// The most bytes of JSON that are kept of the cameras.
    private static let maximumCameraBytes = 4 << 20
    private static let maximumDepth = 64

    /// The open brackets, outermost first.
    private var open: [UInt8] = []
    private var isInString = false
    private var isEscaped = false
    private var isBroken = false
    private var hasEnded = false
    /// The last string at the top level, which may be a name.
    private var text: [UInt8] = []
    /// The member at the top level whose value is being read.
    private var name = ""
    private var points = 0
    private var hasPoints = false
    private var cameras: [UInt8] = []

    /// Scans the next piece of the file.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes where !isBroken { scan(byte) }
    }

    /// Ends the scan.
    ///
    /// - Throws: ``DatasetContents/Failure`` when the file is no JSON object with an array of points; ``JSONError`` for
    ///   cameras that cannot be parsed.
    func finish(name file: String) throws -> Frame {
        guard !isBroken, hasEnded, open.isEmpty else {
            throw DatasetContents.Failure(message: "\(file) is not a JSON object.")
        }
        guard hasPoints else { throw DatasetContents.Failure(message: "\(file) has no array of points.") }
        guard cameras.count < Self.maximumCameraBytes else {
            throw DatasetContents.Failure(
                message: "\(file) has more than \(Self.maximumCameraBytes >> 20) MiB of cameras.")
        }
        return Frame(points: points, cameras: cameras.isEmpty ? [] : try JSON(parsing: cameras).array ?? [])
    }

    private mutating func scan(_ byte: UInt8) {
        if open.count >= 2 || open.count == 1 && byte == UInt8(ascii: "["), name == "images",
            cameras.count < Self.maximumCameraBytes
        {
            cameras.append(byte)
        }
        if isInString { return scanText(byte) }
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

    private mutating func scanText(_ byte: UInt8) {
        if open.isEmpty { isBroken = true }
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            return
        }
        // Only short names at the top level matter.
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
        // In ASCII a closing bracket comes two after its opening one.
        guard let last = open.popLast(), last + 2 == bracket else {
            isBroken = true
            return
        }
        if open.isEmpty { hasEnded = true }
    }
}
