/**
 * Makes the ahead-of-time caches that the programs start with: each is run as in a cluster, records what it loaded, and the JDK writes that
 * down. Enters: the jars and the JDK they will run on. Leaves: a cache file for each program. What does not belong: how a program
 * finds its cache.
 */
@NullMarked
package io.routelb.lab.training;

import org.jspecify.annotations.NullMarked;
