#pragma once

#include <stddef.h>

/// Memory for pieces of one size that live about as long as one another.
typedef struct PageSlabs {
    /// The size of a piece, a multiple of 16.
    size_t size;
    /// Pieces that were given back; each begins with the address of the next.
    void *spare;
    /// Slabs, the newest first.
    struct Slab *slabs;
    /// How many bytes of the newest slab are pieces already.
    size_t used;
    /// What all slabs take together.
    size_t total;
} PageSlabs;

/// A piece, not cleared; NULL if there is no memory.
void *deepmock_slab_take(PageSlabs *slabs);

/// Gives a piece back, for the next one who takes one.
void deepmock_slab_give_back(PageSlabs *slabs, void *piece);

/// Frees all pieces at once.
void deepmock_slabs_free(PageSlabs *slabs);
