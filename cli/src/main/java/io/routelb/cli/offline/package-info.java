/**
 * What can be said of manifests alone, without a cluster. Enters: YAML or JSON of files and standard input. Leaves: objects that know where
 * they were written, what is wrong with them ({@link io.routelb.cli.offline.ValidateCommand}), and what they would lead to ({@link
 * io.routelb.cli.offline.PlanCommand}), said by the planners of the daemons themselves. What does not belong: anything that asks an API
 * server, and any rule of its own about allocation or routing.
 */
@NullMarked
package io.routelb.cli.offline;

import org.jspecify.annotations.NullMarked;
