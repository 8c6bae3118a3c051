package io.github.underheap.memory;

/** What a way in the tree of an {@link AddressShard} leads to. */
sealed interface AddressTree permits AddressNode, AddressPage {}
