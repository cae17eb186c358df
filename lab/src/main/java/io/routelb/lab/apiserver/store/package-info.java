/**
 * Objects and their history. Enters: transactions, run one at a time on the store's own thread. Leaves: immutable {@link
 * io.routelb.lab.apiserver.store.Image}s that any thread may read, events to bounded subscriptions, lines in the journal, written
 * before the transaction's caller hears of its success. What does not belong: HTTP, Kubernetes' rules about single kinds.
 *
 * <p>JSON trees handed in become the store's: nobody may change them afterwards.
 */
@NullMarked
package io.routelb.lab.apiserver.store;

import org.jspecify.annotations.NullMarked;
