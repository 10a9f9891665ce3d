// The texts that a classifier has learned, with their tags.

/// Texts with their tags, sorted by the hash of the text.
struct ClassifierMemory: Sendable, Equatable {
    /// Keys of texts, ascending.
    var keys: [UInt64] = []
    /// Where the tags of each text begin, and where the last ones end.
    var offsets: [UInt32] = [0]
    /// Class and label of each tag: index plus one, 0 for none.
    var classes: [UInt32] = []
    var labels: [UInt32] = []

    /// The tags of a text; nil when it is not known.
    func tags(of key: UInt64) -> [Prediction]? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        guard low < keys.count, keys[low] == key else { return nil }
        return (Int(offsets[low])..<Int(offsets[low + 1])).map { index in
            Prediction(
                classIndex: classes[index] > 0 ? Int(classes[index]) - 1 : nil,
                labelIndex: labels[index] > 0 ? Int(labels[index]) - 1 : nil, confidence: 1)
        }
    }
}
