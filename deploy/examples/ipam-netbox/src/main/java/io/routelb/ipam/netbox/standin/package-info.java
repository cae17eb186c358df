/**
 * A stand-in for NetBox, for tests and for trying the sidecar out: answers the few documented REST requests the sidecar sends, from memory.
 * Enters: HTTP. Leaves: JSON as NetBox's. What does not belong: anything the sidecar does not need.
 */
@NullMarked
package io.routelb.ipam.netbox.standin;

import org.jspecify.annotations.NullMarked;
