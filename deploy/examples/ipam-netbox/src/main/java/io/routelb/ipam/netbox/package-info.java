/**
 * A sidecar that gives the allocator addresses out of NetBox.
 *
 * <p>Enters: calls of the contract {@code purelb.ipam.v1.IPAM} on a Unix socket. Leaves: requests to NetBox's REST API. NetBox is the only
 * record: an address object whose description is the Service's mark is the Service's. So a restart loses nothing, repeating a call
 * changes nothing, and several sidecars may use one NetBox. What does not belong: anything of Kubernetes; the allocator sends all
 * that is needed.
 *
 * <p>Deliberately not done: addresses are not shared between Services (the sharing key is not looked at), prefixes are not created, and
 * nothing is changed in NetBox but address objects that carry the mark.
 */
@NullMarked
package io.routelb.ipam.netbox;

import org.jspecify.annotations.NullMarked;
