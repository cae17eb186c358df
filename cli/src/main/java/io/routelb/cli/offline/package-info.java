/**
 * What can be said of manifests alone, without a cluster. Enters: YAML or JSON of files and standard input. Leaves: objects that know where
 * they were written. What does not belong: anything that asks an API server.
 */
@NullMarked
package io.routelb.cli.offline;

import org.jspecify.annotations.NullMarked;
