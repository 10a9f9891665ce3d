// The parts of libzip's source protocol that reading and writing have in common.

import CZip

/// Decodes and encodes the structures that libzip passes to a data source (`man zip_source_function`).
enum ZipCallback {
    /// The target of a SEEK command; nil if it is malformed or outside 0 ... count.
    static func seek(_ buffer: UnsafeMutableRawBufferPointer, position: Int, count: Int) -> Int? {
        guard buffer.count >= MemoryLayout<zip_source_args_seek>.size else { return nil }
        let arguments = unsafe buffer.loadUnaligned(as: zip_source_args_seek.self)
        let base: Int
        switch arguments.whence {
        case 0: base = 0
        case 1: base = position
        case 2: base = count
        default: return nil
        }
        let (target, overflow) = base.addingReportingOverflow(Int(arguments.offset))
        return !overflow && (0...count).contains(target) ? target : nil
    }

    /// Answers a STAT command with a size.
    static func stat(_ buffer: UnsafeMutableRawBufferPointer, count: Int) -> Int64? {
        guard unsafe buffer.count >= MemoryLayout<zip_stat_t>.size else { return nil }
        var stat = unsafe zip_stat_t()
        unsafe zip_stat_init(&stat)
        unsafe stat.size = UInt64(count)
        unsafe stat.valid = UInt64(ZIP_STAT_SIZE)
        unsafe buffer.storeBytes(of: stat, as: zip_stat_t.self)
        return unsafe Int64(MemoryLayout<zip_stat_t>.size)
    }

    /// Answers an ERROR command with two C ints: the codes of libzip and of the system.
    static func error(_ buffer: UnsafeMutableRawBufferPointer, _ code: Int32, _ systemCode: Int32) -> Int64 {
        guard buffer.count >= 8 else { return -1 }
        unsafe buffer.storeBytes(of: code, toByteOffset: 0, as: Int32.self)
        unsafe buffer.storeBytes(of: systemCode, toByteOffset: 4, as: Int32.self)
        return 8
    }
}
