// The time format of zip archives.

/// The time format of FAT: two 16-bit fields, steps of two seconds, years 1980 to 2107.
enum DOSTime {
    /// The fields for an instant in seconds since 1970, in UTC, moved into the range of the format.
    static func fields(of seconds: Int) -> (time: UInt16, date: UInt16) {
        let first = 315_532_800  // 1980-01-01T00:00:00Z
        let last = 4_354_819_198  // 2107-12-31T23:59:58Z
        let seconds = max(first, min(seconds, last))
        let second = seconds % 86_400
        let (year, month, day) = civil(dayNumber: seconds / 86_400)
        let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | second % 60 / 2
        return (UInt16(time), UInt16((year - 1980) << 9 | month << 5 | day))
    }

    /// The Gregorian date of a day since 1970-01-01, 0 or later (Hinnant, "chrono-compatible low-level date
    /// algorithms").
    private static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
