/**
 * What deploy/ ships, rendered as a user would and judged: against the classes that Kubernetes' own OpenAPI documents made, against the programs'
 * command lines, and by what a careful administrator asks of a workload.
 */
@NullMarked
package io.routelb.lab.deploy;

import org.jspecify.annotations.NullMarked;
