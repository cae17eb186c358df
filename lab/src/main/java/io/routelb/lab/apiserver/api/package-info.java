/**
 * The vocabulary of the lab's API server: what a served resource is. Enters: built-in tables and CustomResourceDefinitions. Leaves:
 * {@link io.routelb.lab.apiserver.api.ResourceType}. What does not belong: storage, HTTP, validation.
 */
@NullMarked
package io.routelb.lab.apiserver.api;

import org.jspecify.annotations.NullMarked;
