// Instants in Studio's tables: microseconds since 1970.

import Emulator
import Store

extension Row {
    /// A column with an instant.
    func instant(_ column: Int) -> Instant { Instant(microseconds: int(column)) }

    /// A column with an instant or NULL.
    func optionalInstant(_ column: Int) -> Instant? { isNull(column) ? nil : instant(column) }
}
