// The arrays of a classifier file as bytes.

/// Appends little-endian numbers, and arrays after their counts.
struct ClassifierEncoder {
    var bytes: [UInt8] = []

    mutating func append(_ value: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func append(_ values: [UInt32]) {
        append(UInt32(truncatingIfNeeded: values.count))
        for value in values { append(value) }
    }

    mutating func append(_ values: [UInt64]) {
        append(UInt32(truncatingIfNeeded: values.count))
        for value in values {
            append(UInt32(truncatingIfNeeded: value))
            append(UInt32(truncatingIfNeeded: value >> 32))
        }
    }

    mutating func append(_ values: [Float]) { append(values.map(\.bitPattern)) }

    mutating func append(_ head: NaiveBayes) {
        append(head.examples)
        append(head.features)
        append(head.offsets)
        append(head.targets)
        append(head.counts)
    }

    mutating func append(_ model: LinearModel) {
        append(model.biases)
        append(model.features)
        append(model.offsets)
        append(model.targets)
        append(model.weights)
    }
}
