/**
 * What the API server and its closest controllers do by themselves: the objects that are there from the start, the collection of
 * ownerless objects, the emptying of namespaces and of removed definitions. Enters: committed changes. Leaves: transactions of their own,
 * run later on the store's thread. What does not belong: controllers of workloads.
 */
@NullMarked
package io.routelb.lab.apiserver.control;

import org.jspecify.annotations.NullMarked;
